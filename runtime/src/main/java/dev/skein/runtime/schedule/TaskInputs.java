package dev.skein.runtime.schedule;

import dev.skein.runtime.worker.Worker;

/** Sees to it that a worker has what the tasks of a stage read besides their split. */
interface TaskInputs {
  /** For tasks that read nothing else, or what is there already. */
  TaskInputs NONE =
      new TaskInputs() {
        @Override
        public void prepare(Worker worker) {}

        @Override
        public void forget(Worker worker) {}
      };

  /** Called before each attempt, on its thread; returns once the worker has everything. */
  void prepare(Worker worker);

  /** Called when an attempt was lost: what the worker had may be gone with it. */
  void forget(Worker worker);
}
