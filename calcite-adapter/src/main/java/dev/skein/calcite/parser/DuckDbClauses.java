package dev.skein.calcite.parser;

import static java.util.Objects.requireNonNull;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.RoundedNumbers;
import dev.skein.calcite.sql.SkeinAggregates;
import dev.skein.calcite.sql.SkeinOperatorTable;
import dev.skein.calcite.sql.SortKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * What DuckDB's SQL says and Calcite's does not, said in Calcite's: GROUP BY ALL lists the columns
 * without aggregates and ORDER BY ALL all columns, {@code range} and {@code generate_series} in a
 * FROM are lists to unnest, slices are calls, NULLs come last in the order of an aggregate, an
 * epoch has a fraction, and so has a percentile of integers.
 */
final class DuckDbClauses extends SqlShuttle {
  /** Names that no user's name can be equal to by accident. */
  static final String ALL_COLUMNS = "\u0001all";

  static final String SLICE = "\u0001slice";

  private static final Set<String> SERIES = Set.of("range", "generate_series");
  private static final Set<String> AGGREGATES = aggregates();

  private DuckDbClauses() {}

  static SqlNode rewrite(SqlNode statement) {
    SqlNode rewritten = statement.accept(new DuckDbClauses());
    return rewritten == null ? statement : rewritten;
  }

  private static Set<String> aggregates() {
    Set<String> names = new HashSet<>();
    for (SqlOperator operator : SkeinOperatorTable.complete().getOperatorList()) {
      if (operator.isAggregator()) {
        names.add(operator.getName().toUpperCase(Locale.ROOT));
      }
    }
    return names;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call.getKind() == SqlKind.AS && isSeries(call.operand(0))) {
      return aliased(call);
    }
    if (isSeries(call)) {
      SqlIdentifier name = seriesName(call);
      return SqlStdOperatorTable.AS.createCall(call.getParserPosition(), unnest(call), name, name);
    }
    SqlNode visited = super.visit(call);
    if (visited instanceof SqlSelect select) {
      select.setFrom(CommaJoins.last(select.getFrom()));
      groupByAll(select);
      NamedWindows.resolve(select);
    } else if (visited instanceof SqlWithItem item && item.recursive.booleanValue()) {
      RecursiveTexts.prepare(item);
    } else if (visited instanceof SqlCall as
        && as.getKind() == SqlKind.AS
        && as.operandCount() == 2
        && as.operand(0).getKind() == SqlKind.VALUES) {
      return withColumns(as);
    } else if (visited instanceof SqlCall sets
        && (sets.getKind() == SqlKind.ROLLUP || sets.getKind() == SqlKind.CUBE)) {
      return RepeatedKeys.spelled(sets);
    } else if (visited instanceof SqlOrderBy order) {
      return orderByAll(order);
    } else if (visited instanceof SqlCall other) {
      return function(other);
    }
    return visited;
  }

  /** Whether this is {@code TABLE(range(...))}, as the parser reads {@code FROM range(...)}. */
  private static boolean isSeries(SqlNode node) {
    return node.getKind() == SqlKind.COLLECTION_TABLE
        && ((SqlCall) node).operand(0) instanceof SqlCall function
        && SERIES.contains(function.getOperator().getName().toLowerCase(Locale.ROOT));
  }

  private static SqlIdentifier seriesName(SqlCall series) {
    SqlCall function = series.operand(0);
    return new SqlIdentifier(
        function.getOperator().getName().toLowerCase(Locale.ROOT), series.getParserPosition());
  }

  private SqlNode unnest(SqlCall series) {
    SqlCall call = series.operand(0);
    SqlNode[] bounds =
        call.getOperandList().stream()
            .map(bound -> requireNonNull(bound.accept(this)))
            .toArray(SqlNode[]::new);
    SqlParserPos position = series.getParserPosition();
    return SqlStdOperatorTable.UNNEST.createCall(
        position, named(call.getOperator().getName(), position, bounds));
  }

  private SqlNode aliased(SqlCall as) {
    List<SqlNode> operands = new ArrayList<>(as.getOperandList());
    SqlCall series = (SqlCall) operands.get(0);
    operands.set(0, unnest(series));
    if (operands.size() == 2) {
      operands.add(operands.get(1));
    }
    return SqlStdOperatorTable.AS.createCall(as.getParserPosition(), operands);
  }

  /** DuckDB calls them {@code col0}, {@code col1}; Calcite calls a single one as the table. */
  private static SqlNode withColumns(SqlCall as) {
    List<SqlNode> operands = new ArrayList<>(as.getOperandList());
    SqlCall values = (SqlCall) operands.get(0);
    int columns =
        values.operand(0).getKind() == SqlKind.ROW
            ? ((SqlCall) values.operand(0)).operandCount()
            : 1;
    for (int column = 0; column < columns; column++) {
      operands.add(new SqlIdentifier("col" + column, values.getParserPosition()));
    }
    return SqlStdOperatorTable.AS.createCall(as.getParserPosition(), operands);
  }

  private static SqlNode function(SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    if (call.getKind() == SqlKind.WITHIN_GROUP) {
      return call.getOperator()
          .createCall(position, call.operand(0), nullsLast((SqlNodeList) call.operand(1)));
    }
    if (takesOrder(call)) {
      List<SqlNode> operands = new ArrayList<>(call.getOperandList());
      operands.replaceAll(each -> each instanceof SqlNodeList order ? nullsLast(order) : each);
      return call.getOperator().createCall(call.getFunctionQuantifier(), position, operands);
    }
    if (call.getKind() == SqlKind.ITEM
        && call.operand(1) instanceof SqlBasicCall bounds
        && bounds.getOperator().getName().equals(SLICE)) {
      return named("array_slice", position, call.operand(0), bounds.operand(0), bounds.operand(1));
    }
    if (call.getOperator().equals(SqlStdOperatorTable.FLOOR) && call.operandCount() == 1) {
      return RoundedNumbers.FLOOR.createCall(position, call.getOperandList());
    }
    if (call.getOperator().equals(SqlStdOperatorTable.CEIL) && call.operandCount() == 1) {
      return RoundedNumbers.CEIL.createCall(position, call.getOperandList());
    }
    if (call.getKind() == SqlKind.PERCENTILE_CONT) {
      return SkeinAggregates.PERCENTILE_CONT.createCall(position, call.getOperandList());
    }
    if (isEpoch(call)) {
      return named("epoch", position, call.operand(1));
    }
    return BlobNotation.rewrite(call);
  }

  /** Whether this is EXTRACT(EPOCH FROM x), of which Calcite cuts off the fraction. */
  private static boolean isEpoch(SqlCall call) {
    return call.getKind() == SqlKind.EXTRACT
        && call.operandCount() == 2
        && call.operand(0) instanceof SqlIntervalQualifier part
        && "EPOCH".equalsIgnoreCase(part.toString());
  }

  /** Whether this is an aggregate with an ORDER BY among its arguments. */
  private static boolean takesOrder(SqlCall call) {
    return call.getOperator() instanceof SqlFunction
        && AGGREGATES.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))
        && call.getOperandList().stream().anyMatch(SqlNodeList.class::isInstance);
  }

  /**
   * Within an aggregate Calcite puts NULLs where it would by default, whatever the connection says;
   * a connection with this parser says that they are last.
   */
  private static SqlNodeList nullsLast(SqlNodeList order) {
    List<SqlNode> keys = new ArrayList<>();
    for (SqlNode key : order) {
      boolean unsaid = key.getKind() == SqlKind.DESCENDING;
      keys.add(
          unsaid ? SqlStdOperatorTable.NULLS_LAST.createCall(key.getParserPosition(), key) : key);
    }
    return new SqlNodeList(keys, order.getParserPosition());
  }

  private static SqlNode named(String function, SqlParserPos position, SqlNode... operands) {
    return new SqlUnresolvedFunction(
            new SqlIdentifier(function, position),
            null,
            null,
            null,
            null,
            SqlFunctionCategory.USER_DEFINED_FUNCTION)
        .createCall(position, operands);
  }

  /** What names no column is no key: over no rows there still is a grand total. */
  private static void groupByAll(SqlSelect select) {
    SqlNodeList group = select.getGroup();
    if (group == null || group.size() != 1 || !isAll(group.get(0)) || hasStar(select)) {
      return;
    }
    if (select.getHaving() != null && namesColumn(select.getHaving())) {
      throw new BetterInDuckDb("group by the columns of HAVING");
    }
    List<SqlNode> keys = new ArrayList<>();
    for (SqlNode item : select.getSelectList()) {
      SqlNode expression = SqlUtil.stripAs(item);
      if (namesColumn(expression) && !hasAggregate(expression)) {
        keys.add(expression);
      }
    }
    select.setGroupBy(keys.isEmpty() ? null : new SqlNodeList(keys, group.getParserPosition()));
  }

  private static SqlNode orderByAll(SqlOrderBy order) {
    SqlNode query = order.query;
    boolean all = order.orderList.size() == 1 && isAll(SortKeys.plain(order.orderList.get(0)));
    if (!all || !(query instanceof SqlSelect select) || hasStar(select)) {
      return order;
    }
    List<SqlNode> keys = new ArrayList<>();
    for (int i = 1; i <= select.getSelectList().size(); i++) {
      SqlLiteral ordinal =
          SqlLiteral.createExactNumeric(String.valueOf(i), order.orderList.getParserPosition());
      keys.add(replacePlain(order.orderList.get(0), ordinal));
    }
    return new SqlOrderBy(
        order.getParserPosition(),
        query,
        new SqlNodeList(keys, order.orderList.getParserPosition()),
        order.offset,
        order.fetch);
  }

  private static SqlNode replacePlain(SqlNode key, SqlNode expression) {
    return switch (key.getKind()) {
      case DESCENDING, NULLS_FIRST, NULLS_LAST -> {
        SqlCall call = (SqlCall) key;
        yield call.getOperator()
            .createCall(call.getParserPosition(), replacePlain(call.operand(0), expression));
      }
      default -> expression;
    };
  }

  private static boolean isAll(SqlNode node) {
    return node instanceof SqlIdentifier name
        && name.isSimple()
        && name.getSimple().equals(ALL_COLUMNS);
  }

  private static boolean hasStar(SqlSelect select) {
    return select.getSelectList().stream()
        .anyMatch(item -> item instanceof SqlIdentifier name && name.isStar());
  }

  /** Whether a column stands in an expression, but for the arguments of aggregates. */
  private static boolean namesColumn(SqlNode expression) {
    boolean[] found = {false};
    expression.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlCall call) {
            return isAggregate(call) ? null : super.visit(call);
          }

          @Override
          public Void visit(SqlIdentifier name) {
            found[0] = true;
            return null;
          }
        });
    return found[0];
  }

  private static boolean isAggregate(SqlCall call) {
    return AGGREGATES.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
  }

  private static boolean hasAggregate(SqlNode expression) {
    boolean[] found = {false};
    expression.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlCall call) {
            if (call.getKind() == SqlKind.OVER) {
              return null;
            }
            found[0] |= isAggregate(call);
            return super.visit(call);
          }
        });
    return found[0];
  }
}
