package dev.skein.calcite.validate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Spells out the {@code *} over joins with USING or NATURAL. In DuckDB a shared column stays where
 * it is on the left, and only the right one is left out; Calcite puts all shared columns first.
 */
final class StarOfJoin {
  /** A column of a join and what computes it. */
  private record Column(String name, SqlNode value) {}

  private final SqlValidatorImpl validator;
  private final SqlParserPos position;
  private final Set<String> aliases = new HashSet<>();
  private boolean shares;

  private StarOfJoin(SqlValidatorImpl validator, SqlParserPos position) {
    this.validator = validator;
    this.position = position;
  }

  /** The list to select, in which no {@code *} is left that Calcite would order differently. */
  static SqlNodeList spelled(SqlNodeList list, SqlSelect select, SqlValidatorImpl validator) {
    SqlNode from = select.getFrom();
    if (from == null || from.getKind() != SqlKind.JOIN) {
      return list;
    }
    SqlNodeList spelled = new SqlNodeList(list.getParserPosition());
    for (SqlNode item : list) {
      if (item instanceof SqlIdentifier star && star.isStar() && star.names.size() == 1) {
        spelled.addAll(
            new StarOfJoin(validator, star.getParserPosition()).items(from).orElse(List.of(item)));
      } else {
        spelled.add(item);
      }
    }
    return spelled;
  }

  private Optional<List<SqlNode>> items(SqlNode from) {
    return columns(from)
        .filter(columns -> shares)
        .map(columns -> columns.stream().map(this::item).toList());
  }

  private SqlNode item(Column column) {
    return column.value() instanceof SqlIdentifier
        ? column.value()
        : SqlStdOperatorTable.AS.createCall(
            position, column.value(), new SqlIdentifier(column.name(), position));
  }

  /** Nothing where names do not tell the columns apart, or the join shows only one side. */
  private Optional<List<Column>> columns(SqlNode from) {
    return from instanceof SqlJoin join ? ofJoin(join) : ofTable(from);
  }

  private Optional<List<Column>> ofTable(SqlNode table) {
    String alias = SqlValidatorUtil.alias(table);
    if (alias == null || !aliases.add(alias)) {
      return Optional.empty();
    }
    List<Column> columns = new ArrayList<>();
    for (RelDataTypeField field : validator.getValidatedNodeType(table).getFieldList()) {
      SqlNode value = new SqlIdentifier(List.of(alias, field.getName()), position);
      columns.add(new Column(field.getName(), value));
    }
    return Optional.of(columns);
  }

  private Optional<List<Column>> ofJoin(SqlJoin join) {
    Optional<List<Column>> left = columns(join.getLeft());
    Optional<List<Column>> right = columns(join.getRight());
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    List<String> shared = validator.usingNames(join);
    List<Column> columns = new ArrayList<>();
    for (Column column : left.get()) {
      Optional<Column> other =
          isAmong(shared, column) ? find(right.get(), column) : Optional.empty();
      if (other.isEmpty()) {
        columns.add(column);
        continue;
      }
      shares = true;
      switch (join.getJoinType()) {
        case INNER, LEFT -> columns.add(column);
        case RIGHT -> columns.add(new Column(column.name(), other.get().value()));
        case FULL ->
            columns.add(
                new Column(
                    column.name(),
                    SqlStdOperatorTable.COALESCE.createCall(
                        position, column.value(), other.get().value())));
        default -> {
          return Optional.empty();
        }
      }
    }
    right.get().stream().filter(column -> !isAmong(shared, column)).forEach(columns::add);
    return Optional.of(columns);
  }

  private boolean isAmong(@Nullable List<String> names, Column column) {
    return names != null && names.stream().anyMatch(name -> matcher().matches(name, column.name()));
  }

  private Optional<Column> find(List<Column> columns, Column wanted) {
    return columns.stream()
        .filter(column -> matcher().matches(column.name(), wanted.name()))
        .findFirst();
  }

  private SqlNameMatcher matcher() {
    return validator.getCatalogReader().nameMatcher();
  }
}
