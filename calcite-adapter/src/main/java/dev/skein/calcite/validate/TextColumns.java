package dev.skein.calcite.validate;

import dev.skein.calcite.rel.StoredTable;
import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.NativeAggregate;
import dev.skein.calcite.sql.NativeFunction;
import dev.skein.calcite.sql.SortKeys;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a statement does with columns that are texts for Calcite alone, such as intervals,
 * other than to show them: DuckDB compares and sorts their values, Calcite their texts.
 */
final class TextColumns {
  private static final Set<SqlKind> MADE =
      EnumSet.of(
          SqlKind.CAST,
          SqlKind.SAFE_CAST,
          SqlKind.CASE,
          SqlKind.IF,
          SqlKind.NVL,
          SqlKind.LEAST,
          SqlKind.LEAST_PG,
          SqlKind.GREATEST,
          SqlKind.GREATEST_PG,
          SqlKind.ROW,
          SqlKind.ARRAY_VALUE_CONSTRUCTOR,
          SqlKind.MAP_VALUE_CONSTRUCTOR);

  private static final Set<SqlKind> COMPARED =
      EnumSet.of(
          SqlKind.BETWEEN,
          SqlKind.IS_DISTINCT_FROM,
          SqlKind.IS_NOT_DISTINCT_FROM,
          SqlKind.SOME,
          SqlKind.ALL);

  static {
    COMPARED.addAll(SqlKind.COMPARISON);
  }

  private static final Set<String> LISTS = Set.of("LIST", "ARRAY_AGG", "LIST_VALUE", "STRUCT_PACK");

  /** Functions that only DuckDB has, and that return JSON. */
  private static final Pattern JSON_CALLS =
      Pattern.compile(
          "json|to_json|json_(extract(_path)?|merge_patch(_diff)?|deep_merge|quote|strip_nulls|structure"
              + "|group_(structure|array|object))|(array|row)_to_json|st_asgeojson");

  private final SqlValidatorImpl validator;
  private final ValueOrigins enums;
  private final ValueOrigins uuids;
  private final ValueOrigins json;

  TextColumns(SqlValidatorImpl validator) {
    this.validator = validator;
    this.enums = new ValueOrigins(validator, StoredTable::isEnum, call -> false);
    this.uuids =
        new ValueOrigins(validator, (table, column) -> table.hasUuid(column), call -> false);
    this.json = new ValueOrigins(validator, StoredTable::hasJson, TextColumns::makesJson);
  }

  private static boolean makesJson(SqlCall call) {
    return (call.getOperator() instanceof NativeFunction
            || call.getOperator() instanceof NativeAggregate)
        && JSON_CALLS.matcher(call.getOperator().getName()).matches();
  }

  /**
   * Looks at all but the columns that the outermost SELECT only shows.
   *
   * @param query a validated one, whose names are spelled out
   * @throws BetterInDuckDb if it does anything with such a column
   */
  void refuse(SqlNode query) {
    SqlNode body = query;
    if (query instanceof SqlWith with) {
      with.withList.accept(new Finder(null));
      body = with.body;
    }
    if (!(body instanceof SqlSelect select) || select.isDistinct()) {
      body.accept(new Finder(null));
      return;
    }
    Finder finder = new Finder(validator.getWhereScope(select));
    for (SqlNode item : select.getSelectList()) {
      if (!(SqlUtil.stripAs(item) instanceof SqlIdentifier)) {
        item.accept(finder);
      }
    }
    finder.visitClauses(select, false);
    if (select.getOrderList() != null) {
      select.getOrderList().forEach(key -> refuseKey(key, select, finder));
    }
  }

  /** A key that is the number or the name of a column stands for it. */
  private static void refuseKey(SqlNode written, SqlSelect select, Finder finder) {
    SqlNode key = SortKeys.plain(written);
    List<SqlNode> items = select.getSelectList().getList();
    if (key instanceof SqlIdentifier name && name.isSimple()) {
      items.stream()
          .filter(item -> name.getSimple().equalsIgnoreCase(SqlValidatorUtil.alias(item)))
          .forEach(item -> item.accept(finder));
    } else if (key instanceof SqlLiteral number
        && number.getTypeName().allowsPrecScale(true, true)) {
      int column = number.intValue(false);
      if (column > 0 && column <= items.size()) {
        items.get(column - 1).accept(finder);
      }
    }
  }

  private final class Finder extends SqlBasicVisitor<@Nullable Void> {
    private final @Nullable SqlValidatorScope scope;

    /**
     * @param scope of the SELECT that is looked at, if it is one
     */
    Finder(@Nullable SqlValidatorScope scope) {
      this.scope = scope;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
      refuseCall(call);
      if (call instanceof SqlSelect select) {
        new Finder(validator.getWhereScope(select)).visitClauses(select, true);
        return null;
      }
      return super.visit(call);
    }

    void visitClauses(SqlSelect select, boolean withItems) {
      for (SqlNode clause : select.getOperandList()) {
        if (clause != null && (withItems || !clause.equals(select.getSelectList()))) {
          if (clause.equals(select.getFrom())) {
            visitFrom(clause);
          } else {
            clause.accept(this);
          }
        }
      }
    }

    /** The names in a FROM are those of tables, but for the conditions of joins. */
    private void visitFrom(SqlNode from) {
      if (from instanceof SqlJoin join) {
        visitFrom(join.getLeft());
        visitFrom(join.getRight());
        if (join.getCondition() != null && join.getConditionType() == JoinConditionType.ON) {
          join.getCondition().accept(this);
        }
        refuseShared(join);
      } else if (from.getKind() == SqlKind.AS) {
        visitFrom(((SqlCall) from).operand(0));
      } else if (from.isA(SqlKind.QUERY)) {
        from.accept(this);
      }
    }

    private void refuseShared(SqlJoin join) {
      List<String> shared = validator.usingNames(join);
      if (shared == null || scope == null) {
        return;
      }
      for (String column : shared) {
        if (isOnOneSide(uuids, join, column, scope) || isOnOneSide(json, join, column, scope)) {
          throw new BetterInDuckDb("share a column of two types");
        }
      }
    }

    private static boolean isOnOneSide(
        ValueOrigins kind, SqlJoin join, String column, SqlValidatorScope scope) {
      return kind.includeShared(join.getLeft(), column, scope)
          != kind.includeShared(join.getRight(), column, scope);
    }

    private void refuseCall(SqlCall call) {
      if (SqlKind.SET_QUERY.contains(call.getKind())) {
        refuseMixed(call);
      }
      if (scope == null) {
        return;
      }
      if (COMPARED.contains(call.getKind())) {
        refuseCompared(call);
      }
      if (isMade(call) && call.getOperandList().stream().anyMatch(this::isEnum)) {
        throw new BetterInDuckDb("know an ENUM from its text");
      }
      if (isMade(call)
          && call.getOperandList().stream().anyMatch(this::isJson)
          && !(call.getKind() == SqlKind.CAST
              && SqlTypeUtil.inCharFamily(validator.deriveType(scope, call)))) {
        throw new BetterInDuckDb("know a JSON from its text");
      }
    }

    /** A UUID and a text are compared as UUIDs, which have more than one text. */
    private void refuseCompared(SqlCall call) {
      List<SqlNode> values =
          call.getOperandList().stream()
              .flatMap(each -> each instanceof SqlNodeList list ? list.stream() : Stream.of(each))
              .toList();
      if (isBesideOthers(values, this::isUuid)) {
        throw new BetterInDuckDb("compare a UUID with a text");
      }
      if (values.stream().anyMatch(this::isJson)
          && !values.stream().allMatch(each -> isJson(each) || isPlainText(each))) {
        throw new BetterInDuckDb("compare a JSON with another value");
      }
    }

    private static boolean isBesideOthers(List<SqlNode> values, Predicate<SqlNode> kind) {
      return values.stream().anyMatch(kind)
          && !values.stream().allMatch(each -> kind.test(each) || isConstant(each));
    }

    /** What stands in one column with JSON or UUIDs becomes one. */
    private void refuseMixed(SqlCall set) {
      for (ValueOrigins kind : List.of(json, uuids)) {
        Set<Integer> columns = kind.columnsOf(set.operand(0));
        if (set.getOperandList().stream()
            .skip(1)
            .anyMatch(each -> !kind.columnsOf(each).equals(columns))) {
          throw new BetterInDuckDb("know a JSON or a UUID from its text");
        }
      }
    }

    /** Whether a call makes of a value one of its own or another type, as it is. */
    private static boolean isMade(SqlCall call) {
      return MADE.contains(call.getKind())
          || LISTS.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
    }

    private boolean isEnum(@Nullable SqlNode node) {
      return scope != null && enums.include(node, scope);
    }

    private boolean isJson(@Nullable SqlNode node) {
      return scope != null && json.include(node, scope);
    }

    private boolean isUuid(SqlNode node) {
      return scope != null && uuids.include(node, scope);
    }

    /** Texts that are written in a statement are {@link UuidTexts}'. */
    private static boolean isConstant(SqlNode node) {
      return node instanceof SqlLiteral
          || node instanceof SqlDynamicParam
          || node.getKind() == SqlKind.CAST
          || node.isA(SqlKind.QUERY);
    }

    /** What is NULL, or a text that is written or made, is compared with the text of a JSON. */
    private boolean isPlainText(SqlNode node) {
      return SqlUtil.isNullLiteral(node, true)
          || (scope != null
              && (node instanceof SqlLiteral || node.getKind() == SqlKind.CAST)
              && SqlTypeUtil.inCharFamily(validator.deriveType(scope, node)));
    }

    @Override
    public @Nullable Void visit(SqlIdentifier name) {
      if (scope != null && name.names.size() > 1 && !name.isStar() && isText(name, scope)) {
        throw new BetterInDuckDb("compute with the values of " + name);
      }
      return null;
    }
  }

  private static boolean isText(SqlIdentifier name, SqlValidatorScope scope) {
    SqlQualified qualified = scope.fullyQualify(name);
    SqlValidatorTable table = qualified.namespace == null ? null : qualified.namespace.getTable();
    StoredTable stored = table == null ? null : table.unwrap(StoredTable.class);
    if (stored == null || qualified.suffix().isEmpty()) {
      return false;
    }
    OptionalInt column = stored.columnNamed(qualified.suffix().get(0));
    return column.isPresent() && stored.isOnlyText(column.getAsInt());
  }
}
