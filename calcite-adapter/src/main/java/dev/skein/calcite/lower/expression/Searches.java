package dev.skein.calcite.lower.expression;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Sarg;

/** Writes SEARCH, Calcite's set of ranges, as the IN and the comparisons that it came from. */
final class Searches {
  private Searches() {}

  static String write(RexCall call, RexToDuckDb writer) {
    RexNode operand = call.getOperands().get(0);
    RexLiteral literal = (RexLiteral) call.getOperands().get(1);
    Sarg<?> sarg = literal.getValueAs(Sarg.class);
    if (sarg == null) {
      throw new NotInDuckDb(literal, "a search without values");
    }
    LogicFunctions.checkComparable(operand.getType(), literal.getType());
    String column = writer.write(operand);
    // A decimal beside a double is better read as a double at once.
    RelDataType type =
        SqlTypeName.APPROX_TYPES.contains(operand.getType().getSqlTypeName())
            ? operand.getType()
            : literal.getType();
    String matches = matches(column, sarg, type);
    if (sarg.nullAs == RexUnknownAs.UNKNOWN) {
      return "(" + matches + ")";
    }
    return sarg.nullAs == RexUnknownAs.TRUE
        ? "(" + column + " IS NULL OR " + matches + ")"
        : "(" + column + " IS NOT NULL AND " + matches + ")";
  }

  private static <C extends Comparable<C>> String matches(
      String column, Sarg<C> sarg, RelDataType type) {
    if (sarg.isAll() || sarg.isNone()) {
      // NULL where the column is NULL: that is for nullAs to decide.
      return "(" + column + (sarg.isAll() ? " IS NOT NULL OR NULL)" : " IS NULL AND NULL)");
    }
    if (sarg.isComplementedPoints()) {
      return points(column, " <> ", " NOT IN ", sarg.rangeSet.complement().asRanges(), type);
    }
    if (sarg.isPoints()) {
      return points(column, " = ", " IN ", sarg.rangeSet.asRanges(), type);
    }
    List<String> parts = new ArrayList<>();
    for (Range<C> range : sarg.rangeSet.asRanges()) {
      parts.add(range(column, range, type));
    }
    return parts.size() == 1
        ? parts.get(0)
        : parts.stream().collect(Collectors.joining(" OR ", "(", ")"));
  }

  private static <C extends Comparable<C>> String points(
      String column, String one, String many, Set<Range<C>> points, RelDataType type) {
    List<String> values = points.stream().map(point -> value(point.lowerEndpoint(), type)).toList();
    return values.size() == 1
        ? column + one + values.get(0)
        : column + many + "(" + String.join(", ", values) + ")";
  }

  private static <C extends Comparable<C>> String range(
      String column, Range<C> range, RelDataType type) {
    List<String> bounds = new ArrayList<>();
    if (range.hasLowerBound()
        && range.hasUpperBound()
        && range.lowerEndpoint().equals(range.upperEndpoint())) {
      return column + " = " + value(range.lowerEndpoint(), type);
    }
    if (range.hasLowerBound()) {
      String operator = range.lowerBoundType() == BoundType.CLOSED ? " >= " : " > ";
      bounds.add(column + operator + value(range.lowerEndpoint(), type));
    }
    if (range.hasUpperBound()) {
      String operator = range.upperBoundType() == BoundType.CLOSED ? " <= " : " < ";
      bounds.add(column + operator + value(range.upperEndpoint(), type));
    }
    return bounds.stream().collect(Collectors.joining(" AND ", "(", ")"));
  }

  private static String value(Comparable<?> value, RelDataType type) {
    return Literals.untyped(value, type);
  }
}
