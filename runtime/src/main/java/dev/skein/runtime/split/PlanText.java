package dev.skein.runtime.split;

/** Says in one line how a table was cut, for EXPLAIN. */
final class PlanText {
  private PlanText() {}

  static String rowGroups(int tasks, int kept, int groups) {
    String text = tasks == 1 ? "1 task" : tasks + " tasks";
    text += " over " + kept + (kept == 1 ? " row group" : " row groups");
    return kept == groups ? text : text + " of " + groups + ", the others excluded by statistics";
  }
}
