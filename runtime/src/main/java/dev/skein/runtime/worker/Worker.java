package dev.skein.runtime.worker;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.Task;

/**
 * Something that runs tasks: DuckDB in this process or, behind Flight, in another. All methods may
 * be called from any thread.
 */
public interface Worker extends AutoCloseable {
  /** How messages and system tables name it: {@code embedded-0}, {@code grpc://host:port}. */
  String name();

  /** How many tasks it runs at a time. */
  int slots();

  /**
   * Whether it can fail on its own. The batches of such a worker are held back until their task has
   * finished, those of the others stream at once.
   */
  boolean isRemote();

  /**
   * Accepts a task and returns at once; the task runs when its stream is first read. Any thread may
   * close the stream to stop the task.
   *
   * @throws dev.skein.runtime.task.SkeinException naming the task and this worker, here or from the
   *     stream
   */
  BatchStream execute(Task task);

  /**
   * Gives the worker the complete output of a stage, which tasks of the same query then read as the
   * table {@link dev.skein.runtime.task.Stage#inputTable(int)}. Reads {@code rows} to its end and
   * closes it, also when it fails.
   *
   * @param database the database of the tasks that will read it: a worker may have several open
   */
  void load(QueryId query, DatabaseRef database, int stage, BatchStream rows);

  /** Forgets all that was loaded for a query. */
  void release(QueryId query);

  @Override
  void close();
}
