package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.OrderedGather;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Runs tasks on workers and gathers their rows in task order. */
public final class TaskScheduler implements AutoCloseable {
  private final List<Worker> workers;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          runnable -> {
            Thread thread = new Thread(runnable, "skein-task");
            thread.setDaemon(true);
            return thread;
          });

  public TaskScheduler(List<Worker> workers) {
    this.workers = List.copyOf(workers);
  }

  public int slots() {
    return workers.stream().mapToInt(Worker::slots).sum();
  }

  /** Starts tasks; their rows come in the order of the list. */
  public BatchStream gather(List<Task> tasks) {
    List<Supplier<BatchStream>> streams = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      Worker worker = workers.get(i % workers.size());
      streams.add(() -> worker.execute(task));
    }
    return tasks.size() == 1 ? streams.get(0).get() : new OrderedGather(streams, slots(), threads);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
