package dev.skein.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Makes WITH mean what it does in DuckDB.
 *
 * <p>A FROM names a WITH in any case. Calcite 1.42 finds only the same spelling, whatever the
 * connection says of cases, and takes a table of that name instead; so the spelling is made the
 * same.
 *
 * <p>A text that a recursive WITH starts from has no length. Calcite gives it the length that it
 * has, and cuts what grows from it to the length of the first round.
 */
final class WithNames extends SqlShuttle {
  /** The names that can be seen, the innermost first. */
  private final Deque<String> visible = new ArrayDeque<>();

  private WithNames() {}

  static SqlNode rewrite(SqlNode statement) {
    return requireNonNull(statement.accept(new WithNames()));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call instanceof SqlWith with) {
      return with(with);
    }
    SqlNode visited = super.visit(call);
    if (visited instanceof SqlSelect select && select.getFrom() != null) {
      select.setFrom(named(select.getFrom()));
    }
    return visited;
  }

  private SqlNode with(SqlWith with) {
    int before = visible.size();
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode each : with.withList) {
      SqlWithItem item = (SqlWithItem) each;
      boolean recursive = item.recursive.booleanValue();
      if (recursive) {
        visible.push(item.name.getSimple());
      }
      SqlNode query = requireNonNull(item.query.accept(this));
      if (recursive) {
        startWithAnyLength(query);
      } else {
        visible.push(item.name.getSimple());
      }
      items.add(
          new SqlWithItem(
              item.getParserPosition(), item.name, item.columnList, query, item.recursive));
    }
    SqlNode body = requireNonNull(with.body.accept(this));
    while (visible.size() > before) {
      visible.pop();
    }
    return new SqlWith(
        with.getParserPosition(), new SqlNodeList(items, with.withList.getParserPosition()), body);
  }

  /** A FROM with the names of WITHs as these spell them. */
  private SqlNode named(SqlNode from) {
    if (from instanceof SqlIdentifier name && name.isSimple()) {
      return visible.stream()
          .filter(name.getSimple()::equalsIgnoreCase)
          .findFirst()
          .<SqlNode>map(spelling -> new SqlIdentifier(spelling, name.getParserPosition()))
          .orElse(name);
    } else if (from instanceof SqlJoin join) {
      join.setLeft(named(join.getLeft()));
      join.setRight(named(join.getRight()));
    } else if (from.getKind() == SqlKind.AS) {
      ((SqlCall) from).setOperand(0, named(((SqlCall) from).operand(0)));
    }
    return from;
  }

  private static void startWithAnyLength(SqlNode query) {
    if (query.getKind() == SqlKind.UNION
        && ((SqlCall) query).operand(0) instanceof SqlSelect select) {
      SqlNodeList items = select.getSelectList();
      items.replaceAll(WithNames::ofAnyLength);
    }
  }

  private static SqlNode ofAnyLength(SqlNode item) {
    SqlNode value = SqlUtil.stripAs(item);
    if (!(value instanceof SqlLiteral literal)
        || !SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
      return item;
    }
    SqlParserPos place = item.getParserPosition();
    SqlNode cast =
        SqlStdOperatorTable.CAST.createCall(
            place,
            value,
            new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, place), place));
    return item.getKind() == SqlKind.AS
        ? SqlStdOperatorTable.AS.createCall(place, cast, ((SqlCall) item).operand(1))
        : cast;
  }
}
