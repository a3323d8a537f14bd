package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.SkeinMessages;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalLiteral.IntervalValue;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlPivot;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.SqlTimestampLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.SqlUnpivot;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Calcite's validator (1.42) where it gives up, or reads differently, what DuckDB runs. */
public final class SkeinValidator extends SqlValidatorImpl {
  private static final int MICROS = 6;
  private static final Pattern MICROSECONDS = Pattern.compile("\\.\\d{3}0*[1-9]");
  private static final Pattern LONG_YEAR = Pattern.compile("^\\s*[-+]?\\d{5,}-");

  private final Supplier<Set<String>> macros;
  private final boolean yields;
  private final RowEquality rows = new RowEquality();
  private @Nullable FunctionNames functionNames;
  private @Nullable RecursionSeeds seeds;

  /**
   * @param macros the names of those that the database defines, in lower case
   * @param yields whether what DuckDB shows otherwise is left to it
   */
  public SkeinValidator(
      SqlOperatorTable operators,
      SqlValidatorCatalogReader catalog,
      RelDataTypeFactory types,
      Config config,
      Supplier<Set<String>> macros,
      boolean yields) {
    super(operators, catalog, types, config);
    this.macros = macros;
    this.yields = yields;
  }

  @Override
  public SqlNode validate(SqlNode statement) {
    TableNamesakes.refuse(statement, yields);
    if (yields) {
      MacroNames.refuse(statement, macros);
    }
    functionNames = new FunctionNames(statement);
    seeds = new RecursionSeeds(statement);
    SqlNode validated = super.validate(statement);
    if (yields && validated.isA(SqlKind.QUERY)) {
      ShownIntervals.refuse(getValidatedNodeType(validated));
      new TextColumns(this).refuse(validated);
      UuidTexts.refuse(validated, this);
      VolatileValues.refuse(validated);
      TextOrder.refuse(validated);
      RepeatedQueries.refuse(validated);
    }
    return validated;
  }

  @Override
  protected @Nullable SqlNode performUnconditionalRewrites(
      @Nullable SqlNode node, boolean underFrom) {
    if (node instanceof SqlSelect select) {
      rows.keepIn(select.getWhere());
    } else if (node instanceof SqlJoin join) {
      NegatedEquality.bringDown(join, yields);
    }
    if (yields && node instanceof SqlCall call) {
      refuse(call);
    }
    SqlNode rewritten = super.performUnconditionalRewrites(node, underFrom);
    return rewritten instanceof SqlCall call
        ? RowOrder.spelledOut((SqlCall) rows.spelledOut(call), yields)
        : rewritten;
  }

  /** What Calcite writes otherwise before it looks at types. */
  private static void refuse(SqlCall call) {
    NestedChoices.refuse(call);
    if (call instanceof SqlSelect select) {
      GroupOrdinals.refuse(select);
    } else if (call instanceof SqlPivot || call instanceof SqlUnpivot) {
      throw new BetterInDuckDb("name the columns of a pivot as DuckDB does");
    } else if (call.getKind() == SqlKind.LAMBDA) {
      throw new BetterInDuckDb("read -> as DuckDB does");
    } else if (call.getOperator().getName().equalsIgnoreCase("COALESCE")) {
      refuseTexts(call);
    } else if (call.getKind().belongsTo(SqlKind.BINARY_ARITHMETIC)
        && call.getOperandList().stream().allMatch(each -> SqlUtil.isNullLiteral(each, false))) {
      throw new BetterInDuckDb("know the type of " + call);
    } else if (call.getOperator() instanceof SqlUnresolvedFunction
        && call.getOperator().getName().equalsIgnoreCase("POSITION")) {
      // In quotes, without IN, it has the arguments of DuckDB's function: the text comes first.
      throw new BetterInDuckDb("look for a text in another");
    }
  }

  /** To Calcite a COALESCE is its first literal, before it has seen the types of the others. */
  private static void refuseTexts(SqlCall coalesce) {
    List<SqlNode> operands = coalesce.getOperandList();
    for (SqlNode operand : operands.subList(0, operands.size() - 1)) {
      if (operand instanceof SqlLiteral literal
          && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
        throw new BetterInDuckDb("read a text as what stands beside it");
      }
    }
  }

  /** Calcite reads the last four digits of a year, and nanoseconds. */
  @Override
  public SqlLiteral resolveLiteral(SqlLiteral literal) {
    if (yields
        && literal instanceof SqlUnknownLiteral time
        && LONG_YEAR.matcher(time.getValue()).find()) {
      throw new BetterInDuckDb("read the year of " + time.getValue());
    }
    SqlLiteral resolved = super.resolveLiteral(literal);
    return resolved instanceof SqlTimestampLiteral time && time.getPrec() > MICROS
        ? SqlLiteral.createTimestamp(
            time.getTypeName(),
            time.getValueAs(TimestampString.class).round(MICROS),
            MICROS,
            time.getParserPosition())
        : resolved;
  }

  @Override
  public void validateLiteral(SqlLiteral literal) {
    super.validateLiteral(literal);
    if (yields && literal.getTypeName() == SqlTypeName.BOOLEAN && literal.getValue() == null) {
      throw new BetterInDuckDb("take UNKNOWN for a column");
    }
    if (yields
        && literal instanceof SqlIntervalLiteral
        && MICROSECONDS
            .matcher(literal.getValueAs(IntervalValue.class).getIntervalLiteral())
            .find()) {
      throw new BetterInDuckDb("have microseconds in an interval");
    }
  }

  @Override
  public void validateCall(SqlCall call, SqlValidatorScope scope) {
    super.validateCall(call, scope);
    if (yields) {
      if (call.getOperator().getSyntax() == SqlSyntax.FUNCTION_ID && call.operandCount() == 0) {
        refuseFunction(call.getOperator().getName());
      }
      new DifferentCalls(this, scope).refuse(call);
    }
  }

  @Override
  public void validateIdentifier(SqlIdentifier id, SqlValidatorScope scope) {
    super.validateIdentifier(id, scope);
    if (yields) {
      UnnamedColumns.refuse(id, scope, this);
    }
  }

  @Override
  public @Nullable SqlCall makeNullaryCall(SqlIdentifier id) {
    SqlCall call = super.makeNullaryCall(id);
    if (yields && call != null) {
      refuseFunction(id.getSimple());
    }
    return call;
  }

  /** Whether a query of the statement that is validated is the first of a recursion. */
  public boolean beginsRecursion(SqlNode query) {
    return seeds != null && seeds.contains(query);
  }

  private void refuseFunction(String name) {
    if (functionNames != null) {
      functionNames.refuse(name, namespaces.values());
    }
  }

  @Override
  public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
    RelDataType type = super.deriveType(scope, expression);
    if (!(expression instanceof SqlCall call)) {
      return type;
    }
    return call.getKind() == SqlKind.OVER
        ? new WindowNulls(this, scope).typed(call, type)
        : new UnsignedValues(this, scope)
            .typed(call, new AggregateNulls(this, scope).typed(call, type));
  }

  /**
   * Standard SQL and DuckDB take an aggregate of outer columns alone for one of the outer query.
   */
  @Override
  public void validateAggregateParams(
      SqlCall call,
      @Nullable SqlNode filter,
      @Nullable SqlNodeList distinct,
      @Nullable SqlNodeList order,
      SqlValidatorScope scope) {
    super.validateAggregateParams(call, filter, distinct, order, scope);
    if (yields && new OuterAggregate(this, scope).isOne(call, filter)) {
      throw new BetterInDuckDb("compute an aggregate of an outer query in a sub-query");
    }
  }

  @Override
  public void validateQuery(SqlNode node, @Nullable SqlValidatorScope scope, RelDataType target) {
    super.validateQuery(node, scope, target);
    if (yields && SqlKind.SET_QUERY.contains(node.getKind())) {
      StructMembers.refuseColumns(
          ((SqlCall) node).getOperandList().stream().map(this::getValidatedNodeType).toList());
    }
  }

  @Override
  protected void validateOrderList(SqlSelect select) {
    OrderedNames.qualify(select, this, yields);
    super.validateOrderList(select);
  }

  @Override
  protected void validateHavingClause(SqlSelect select) {
    GroupedNames.qualifyInHaving(select, this);
    super.validateHavingClause(select);
  }

  @Override
  protected RelDataType validateSelectList(SqlNodeList list, SqlSelect select, RelDataType target) {
    if (yields && new OrderedInput(this).matters(select)) {
      throw new BetterInDuckDb("keep the order of a sub-query");
    }
    return super.validateSelectList(StarOfJoin.spelled(list, select, this), select, target);
  }

  /** Calcite makes columns of the members of structs, and fails where the list is NULL. */
  @Override
  protected void validateFrom(SqlNode node, RelDataType target, SqlValidatorScope scope) {
    super.validateFrom(node, target, scope);
    if (yields
        && node.getKind() == SqlKind.UNNEST
        && ((SqlCall) node)
            .getOperandList().stream()
                .map(list -> getValidatedNodeType(list).getComponentType())
                .anyMatch(element -> element != null && element.isStruct())) {
      throw new BetterInDuckDb("leave the structs of a list whole");
    }
  }

  /**
   * Calcite 1.42 compares the column that several joins share with the leftmost one, which is NULL
   * where an outer join found nothing for it.
   */
  @Override
  protected void validateJoin(SqlJoin join, SqlValidatorScope scope) {
    super.validateJoin(join, scope);
    if (yields) {
      LateralJoins.refuse(join);
      UnnamedColumns.refuse(join, this);
      SiblingColumns.refuse(join, scope, this);
    }
    List<String> shared = usingNames(join);
    if (shared == null) {
      return;
    }
    for (SqlNode side : List.of(join.getLeft(), join.getRight())) {
      for (String name : shared) {
        if (isMerged(side, name, join.getJoinType().generatesNullsOnLeft())) {
          throw newValidationError(join, SkeinMessages.INSTANCE.mergedTwice(name));
        }
      }
    }
  }

  /** Whether a join on this side shares the column, and one of all the joins is RIGHT or FULL. */
  private boolean isMerged(SqlNode side, String name, boolean outer) {
    if (!(side instanceof SqlJoin join)) {
      return false;
    }
    boolean anyOuter = outer || join.getJoinType().generatesNullsOnLeft();
    List<String> shared = usingNames(join);
    boolean shares =
        shared != null
            && shared.stream()
                .anyMatch(each -> getCatalogReader().nameMatcher().matches(each, name));
    return (shares && anyOuter)
        || isMerged(join.getLeft(), name, anyOuter)
        || isMerged(join.getRight(), name, anyOuter);
  }

  /**
   * A comparison looks at the types of its sides, to give a text its collation, before it says what
   * type a parameter among them has.
   */
  @Override
  public RelDataType getValidatedNodeType(SqlNode node) {
    RelDataType known = getValidatedNodeTypeIfKnown(node);
    return known == null && node instanceof SqlDynamicParam
        ? getUnknownType()
        : super.getValidatedNodeType(node);
  }

  /**
   * Calcite looks for the list of an UNNEST by its last name alone, and takes the whole statement
   * for ambiguous if two tables have a column of that name.
   */
  @Override
  public List<@Nullable List<String>> getFieldOrigins(SqlNode query) {
    try {
      return super.getFieldOrigins(query);
    } catch (CalciteContextException ambiguous) {
      return Collections.nCopies(getValidatedNodeType(query).getFieldCount(), null);
    }
  }
}
