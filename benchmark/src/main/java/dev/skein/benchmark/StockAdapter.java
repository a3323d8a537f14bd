package dev.skein.benchmark;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's stock JDBC adapter over the same file, in a process of its own: its planner cannot be
 * cancelled, so a query over the limit ends with the process, and the next one gets a new process.
 */
final class StockAdapter implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(25);

  /** Starting, and the first queries of a cold JVM. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Path database;
  private final Set<Integer> overLimit = new HashSet<>();
  private @Nullable Running running;

  /** What became of a query. */
  enum Verdict {
    RIGHT("right"),
    DIFFERENT("different"),
    FAILED("fails"),
    TIMEOUT("over the limit"),
    NOT_ASKED("");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    boolean ends() {
      return this == RIGHT || this == DIFFERENT;
    }
  }

  private record Running(Process process, ObjectOutputStream requests, ObjectInputStream answers) {}

  StockAdapter(Path database) {
    this.database = database;
  }

  Verdict compare(TpchQuery query, List<List<@Nullable Object>> expected)
      throws IOException, InterruptedException {
    try {
      StockAdapterProcess.Answer answer = ask(query);
      if (answer.rows() == null) {
        return Verdict.FAILED;
      }
      return RowComparison.same(expected, answer.rows()) ? Verdict.RIGHT : Verdict.DIFFERENT;
    } catch (TimeoutException e) {
      return Verdict.TIMEOUT;
    }
  }

  /** The milliseconds that a query took inside the process; infinite from its first timeout on. */
  double time(TpchQuery query) throws IOException, InterruptedException {
    if (!overLimit.contains(query.number())) {
      try {
        return ask(query).millis();
      } catch (TimeoutException e) {
        overLimit.add(query.number());
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private StockAdapterProcess.Answer ask(TpchQuery query)
      throws IOException, InterruptedException, TimeoutException {
    Running adapter = running;
    if (adapter == null) {
      adapter = start();
      running = adapter;
    }
    return exchange(adapter, query.sql(), LIMIT);
  }

  private Running start() throws IOException, InterruptedException, TimeoutException {
    Process process =
        JavaProcess.builder(
                List.of(), StockAdapterProcess.class.getName(), List.of(database.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ObjectOutputStream requests = new ObjectOutputStream(process.getOutputStream());
    requests.flush();
    Running started =
        new Running(process, requests, new ObjectInputStream(process.getInputStream()));
    running = started;
    // A cold JVM's first plan takes seconds; the limit is meant for warm ones.
    for (int number : new int[] {6, 1, 3, 6, 1, 3}) {
      exchange(started, TpchQuery.read(number).sql(), START_LIMIT);
    }
    return started;
  }

  private StockAdapterProcess.Answer exchange(Running adapter, String sql, Duration limit)
      throws IOException, InterruptedException, TimeoutException {
    adapter.requests().writeObject(sql);
    adapter.requests().flush();
    CompletableFuture<StockAdapterProcess.Answer> answer = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(adapter, answer), "answer of the stock adapter");
    reader.setDaemon(true);
    reader.start();
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      close();
      throw e;
    } catch (ExecutionException e) {
      close();
      throw new IOException("The stock adapter's process has ended", e);
    }
  }

  private static void read(Running adapter, CompletableFuture<StockAdapterProcess.Answer> answer) {
    try {
      answer.complete((StockAdapterProcess.Answer) adapter.answers().readObject());
    } catch (IOException | ClassNotFoundException e) {
      answer.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    Running adapter = running;
    running = null;
    if (adapter != null) {
      // It only reads; nothing is lost. The next request or this process's end need not wait.
      adapter.process().destroyForcibly();
    }
  }
}
