package dev.skein.calcite.lower;

import java.util.function.UnaryOperator;

/**
 * The text of an aggregate: the bare call, behind which FILTER and OVER belong, and what is to be
 * done with its result to make it Calcite's.
 */
record AggregateSql(String call, UnaryOperator<String> finish) {
  static AggregateSql of(String call) {
    return new AggregateSql(call, UnaryOperator.identity());
  }

  AggregateSql then(UnaryOperator<String> next) {
    return new AggregateSql(call, text -> next.apply(finish.apply(text)));
  }

  String write(String suffix) {
    return finish.apply(call + suffix);
  }
}
