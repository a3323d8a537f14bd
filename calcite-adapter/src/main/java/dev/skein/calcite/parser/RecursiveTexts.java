package dev.skein.calcite.parser;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * Makes the texts with which a WITH RECURSIVE begins VARCHARs. As long as they have a length, as
 * literals and casts do, Calcite 1.42 cuts the texts of every further step to that of the first
 * two, or fails where it finds one type in a step and another in the recursion.
 */
final class RecursiveTexts {
  private RecursiveTexts() {}

  /**
   * Widens the texts of a WITH item that refers to itself. One that does not is no recursion:
   * RECURSIVE stands once for all items, and Calcite asks each of them for its UNION.
   */
  static void prepare(SqlWithItem item) {
    if (refersTo(item.name.getSimple(), item.query)) {
      item.query = widened(item.query);
    } else {
      item.recursive = SqlLiteral.createBoolean(false, item.getParserPosition());
    }
  }

  private static boolean refersTo(String name, SqlNode query) {
    boolean[] found = {false};
    query.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlIdentifier id) {
            found[0] |= id.isSimple() && id.getSimple().equalsIgnoreCase(name);
            return super.visit(id);
          }
        });
    return found[0];
  }

  private static SqlNode widened(SqlNode query) {
    if (query.getKind() != SqlKind.UNION) {
      return query;
    }
    SqlCall union = (SqlCall) query;
    List<SqlNode> operands = new ArrayList<>(union.getOperandList());
    operands.set(0, first(operands.get(0)));
    return rebuilt(union, operands);
  }

  private static SqlNode first(SqlNode query) {
    switch (query.getKind()) {
      case SELECT -> {
        SqlSelect select = (SqlSelect) query;
        select.setSelectList(
            new SqlNodeList(
                columns(select.getSelectList().getList()),
                select.getSelectList().getParserPosition()));
        return select;
      }
      case VALUES -> {
        return rebuilt(
            (SqlCall) query,
            ((SqlCall) query)
                .getOperandList().stream()
                    .map(
                        row ->
                            row.getKind() == SqlKind.ROW
                                ? rebuilt((SqlCall) row, columns(((SqlCall) row).getOperandList()))
                                : row)
                    .toList());
      }
      case UNION -> {
        return rebuilt(
            (SqlCall) query,
            ((SqlCall) query).getOperandList().stream().map(RecursiveTexts::first).toList());
      }
      default -> {
        return query;
      }
    }
  }

  private static SqlNode rebuilt(SqlCall call, List<SqlNode> operands) {
    return call.getOperator().createCall(call.getParserPosition(), operands);
  }

  private static List<SqlNode> columns(List<SqlNode> columns) {
    return columns.stream().map(RecursiveTexts::column).toList();
  }

  private static SqlNode column(SqlNode column) {
    if (column.getKind() == SqlKind.AS) {
      List<SqlNode> operands = new ArrayList<>(((SqlCall) column).getOperandList());
      operands.set(0, column(operands.get(0)));
      return rebuilt((SqlCall) column, operands);
    }
    if (!isText(column)) {
      return column;
    }
    SqlParserPos position = column.getParserPosition();
    SqlDataTypeSpec varchar =
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, position), position);
    return SqlStdOperatorTable.CAST.createCall(position, column, varchar);
  }

  private static boolean isText(SqlNode node) {
    if (node instanceof SqlLiteral literal) {
      return literal.getTypeName() == SqlTypeName.CHAR;
    }
    if (node.getKind() == SqlKind.CAST) {
      return ((SqlCall) node).operand(1) instanceof SqlDataTypeSpec type && isTextOfLength(type);
    }
    return node instanceof SqlCall call
        && call.getOperator().equals(SqlStdOperatorTable.CONCAT)
        && call.getOperandList().stream().anyMatch(RecursiveTexts::isText);
  }

  private static boolean isTextOfLength(SqlDataTypeSpec type) {
    return type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
        && basic.getPrecision() >= 0
        && SqlTypeName.CHAR_TYPES.contains(SqlTypeName.get(basic.getTypeName().getSimple()));
  }
}
