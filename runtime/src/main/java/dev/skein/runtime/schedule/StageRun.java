package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.HeldBatches;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stage whose tasks run ahead of their reader on threads of the scheduler. All its state is
 * guarded by the scheduler's lock.
 *
 * <p>How far they may be ahead is counted in bytes, over all tasks of the stage. When it is
 * reached, only what the reader waits for goes on; when half of it has been read, all do.
 */
final class StageRun implements AttemptRunner, RunningStage {
  /** Remote attempts show all their rows at once: one of them must not end the running ahead. */
  private static final int REMOTE_FACTOR = 4;

  final QueryScope scope;
  final TaskInputs inputs;
  private final List<DrivenTask> tasks;
  private final List<Lane> lanes = new ArrayList<>();
  private final TaskGroup group;
  private final long limit;
  private @Nullable Schema schema;
  private long ahead;
  private boolean full;

  /** Called under the lock. */
  StageRun(QueryScope scope, List<DrivenTask> tasks, TaskInputs inputs) {
    this.scope = scope;
    this.tasks = tasks;
    this.inputs = inputs;
    boolean remote = scope.scheduler.isRemote();
    this.limit = scope.scheduler.policy().buffers().readAheadBytes() * (remote ? REMOTE_FACTOR : 1);
    List<TaskGroup.Wish> wishes = new ArrayList<>();
    for (DrivenTask driven : tasks) {
      Task task = driven.task();
      String reader =
          remote
              ? scope
                  .scheduler
                  .readers()
                  .reader(task.database().path(), driven.table(), task.split())
              : null;
      wishes.add(new TaskGroup.Wish(task.split().estimatedRows(), reader));
    }
    this.group = new TaskGroup(scope.share, this, wishes, scope.scheduler.now());
    for (PendingTask task : group.tasks) {
      lanes.add(new Lane(this, task));
    }
  }

  void submit() {
    scope.scheduler.dispatcher.submit(group);
  }

  List<Lane> lanes() {
    return lanes;
  }

  DrivenTask task(Attempt attempt) {
    return tasks.get(attempt.task.index);
  }

  // ---- What the dispatcher decides

  @Override
  public void start(Attempt attempt) {
    AttemptRun run =
        new AttemptRun(
            this,
            lanes.get(attempt.task.index),
            attempt,
            scope.scheduler.worker(attempt.worker),
            task(attempt).task().withAttempt(attempt.number));
    attempt.run = run;
    scope.attemptBegins();
    run.enter();
  }

  @Override
  public void resume(Attempt attempt) {
    run(attempt).enter();
  }

  @Override
  public void stop(Attempt attempt) {
    run(attempt).stop();
  }

  @Override
  public void fail(SkeinException reason) {
    scope.fail(reason);
  }

  private static AttemptRun run(Attempt attempt) {
    AttemptRun run = attempt.run;
    if (run == null) {
      throw new IllegalStateException("An attempt that was not started");
    }
    return run;
  }

  @Override
  public void stop() {
    for (Attempt attempt : List.copyOf(group.running)) {
      stop(attempt);
    }
    lanes.forEach(Lane::end);
  }

  @Override
  public void close() {
    // The attempts were stopped, on threads of the scheduler.
    lanes.forEach(Lane::free);
  }

  // ---- What attempts report, and readers want

  @Nullable Schema schema() {
    return schema;
  }

  /** All tasks of a stage return the same columns; names may differ between branches. */
  void showSchema(Schema shown, Task task, String worker) {
    if (schema == null) {
      schema = shown;
      scope.signal();
    } else if (!sameTypes(schema.getFields(), shown.getFields())) {
      throw new SkeinException(
          Kind.INTERNAL,
          "Task "
              + task.id()
              + " on worker "
              + worker
              + " returned the columns "
              + shown.getFields()
              + " where the other tasks of its stage return "
              + schema.getFields());
    }
  }

  private static boolean sameTypes(List<Field> some, List<Field> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).getType().equals(others.get(i).getType())
          || !sameTypes(some.get(i).getChildren(), others.get(i).getChildren())) {
        return false;
      }
    }
    return true;
  }

  /** A lane holds more rows for its reader. */
  void ahead(long bytes) {
    ahead += bytes;
    if (!full && ahead > limit) {
      full = true;
      scope.scheduler.dispatcher.setOpen(group, false);
    }
    scope.signal();
  }

  boolean isFull() {
    return full;
  }

  /** The reader of a lane has taken rows. */
  void taken(long bytes) {
    ahead -= bytes;
    if (full && ahead <= limit / 2) {
      full = false;
      scope.scheduler.dispatcher.setOpen(group, true);
      for (Attempt attempt : group.running) {
        if (attempt.state == Attempt.State.PAUSED) {
          scope.scheduler.dispatcher.resume(attempt);
        }
      }
      scope.scheduler.decide();
    }
  }

  /** The reader of a lane has nothing more to read: that lane first. */
  void need(PendingTask task) {
    scope.scheduler.dispatcher.need(task);
    for (Attempt attempt : task.live) {
      scope.scheduler.dispatcher.resume(attempt);
    }
    scope.scheduler.decide();
  }

  /**
   * An attempt has returned all its rows. Called under the lock.
   *
   * @return whether its lane has taken over what was held
   */
  boolean complete(Attempt attempt, String worker, @Nullable HeldBatches held) {
    DrivenTask driven = task(attempt);
    Lane lane = lanes.get(attempt.task.index);
    boolean taken = false;
    if (held != null && schema != null && lane.release(held.drain(schema))) {
      taken = true;
      ahead(held.bytes());
      scope
          .scheduler
          .readers()
          .read(driven.task().database().path(), driven.table(), driven.task().split(), worker);
    }
    lane.complete();
    scope.signal();
    return taken;
  }

  /** Called under the lock. */
  void abandon(PendingTask task) {
    scope.scheduler.dispatcher.abandon(task);
    scope.scheduler.decide();
  }
}
