package dev.skein.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What the test classes share: a directory with the fixtures, worker processes on it, and an oracle
 * for each fixture. Everything is made when first asked for and lives until the last test has run.
 */
final class TestBed implements AutoCloseable {
  private final Path directory;
  private final Map<String, Path> fixtures = new HashMap<>();
  private final Map<String, Oracle> oracles = new HashMap<>();
  private final List<WorkerProcess> workers = new ArrayList<>();

  private TestBed() throws IOException {
    directory = Files.createTempDirectory("skein-e2e");
  }

  /** The file of a fixture, in small row groups but for the scale scenarios. */
  synchronized Path fixture(String name) {
    return fixture(name, Fixture.script(name));
  }

  private Path fixture(String name, String script) {
    return fixtures.computeIfAbsent(
        name,
        each -> {
          try {
            return Fixture.create(
                directory,
                each,
                each.equals("scale") ? Fixture.USUAL_ROW_GROUPS : Fixture.SMALL_ROW_GROUPS,
                script);
          } catch (SQLException e) {
            throw new IllegalStateException("The fixture " + each + " cannot be made", e);
          }
        });
  }

  /** Plain DuckDB and all deployments on a fixture. */
  synchronized Oracle oracle(String fixture) {
    return oracles.computeIfAbsent(
        fixture,
        name ->
            open(
                fixture(name),
                name.equals("edges")
                    ? List.of(Deployment.embedded(4), remote())
                    : List.of(
                        Deployment.embedded(1),
                        Deployment.embedded(2),
                        Deployment.embedded(4),
                        remote(),
                        Deployment.automatic())));
  }

  /** Plain DuckDB and some deployments on what a script makes; the caller closes it. */
  synchronized Oracle oracle(String name, String script, List<Deployment> deployments) {
    return open(fixture(name, script), deployments);
  }

  private static Oracle open(Path database, List<Deployment> deployments) {
    try {
      return new Oracle(database, deployments);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("No deployments on " + database, e);
    }
  }

  /** Two worker processes, with everything split. */
  Deployment remote() {
    return Deployment.remote(workers());
  }

  /** Two worker processes that read the fixtures' directory. */
  synchronized List<WorkerProcess> workers() {
    try {
      while (workers.size() < 2) {
        workers.add(WorkerProcess.start(directory, 2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("No worker process", e);
    }
    return List.copyOf(workers);
  }

  @Override
  public void close() throws SQLException, IOException {
    for (Oracle oracle : oracles.values()) {
      oracle.close();
    }
    for (WorkerProcess worker : workers) {
      worker.close();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Hands the one test bed of a run to tests that have a parameter of its type. */
  static final class Provider implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TestBed.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(TestBed.class))
          .getOrComputeIfAbsent(TestBed.class, type -> create(), TestBed.class);
    }

    private static TestBed create() {
      try {
        return new TestBed();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
