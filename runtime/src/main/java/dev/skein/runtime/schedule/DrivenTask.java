package dev.skein.runtime.schedule;

import dev.skein.runtime.task.Task;

/**
 * A task and the table along which it was cut.
 *
 * @param table how that table is called; empty if there is none
 */
public record DrivenTask(Task task, String table) {}
