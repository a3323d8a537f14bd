package dev.skein.calcite.lower.expression;

import static dev.skein.calcite.lower.expression.Template.Operand.ARRAY;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Rows, lists and maps. */
final class CollectionFunctions {
  private CollectionFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR, CollectionFunctions::array);
    table.put(SqlStdOperatorTable.MAP_VALUE_CONSTRUCTOR, CollectionFunctions::map);
    table.put(SqlStdOperatorTable.ROW, CollectionFunctions::row);
    table.put(SqlStdOperatorTable.ITEM, CollectionFunctions::item);
    table.put(SqlStdOperatorTable.CARDINALITY, CollectionFunctions::cardinality);
    Template length = Template.of("BIGINT", "len({0})", ARRAY);
    table.put(SqlLibraryOperators.ARRAY_LENGTH, length);
    table.put(SqlLibraryOperators.ARRAY_SIZE, length);
    for (SqlOperator operator :
        List.of(
            SqlStdOperatorTable.SOME_LT,
            SqlStdOperatorTable.SOME_LE,
            SqlStdOperatorTable.SOME_GT,
            SqlStdOperatorTable.SOME_GE,
            SqlStdOperatorTable.SOME_EQ,
            SqlStdOperatorTable.SOME_NE,
            SqlStdOperatorTable.ALL_LT,
            SqlStdOperatorTable.ALL_LE,
            SqlStdOperatorTable.ALL_GT,
            SqlStdOperatorTable.ALL_GE,
            SqlStdOperatorTable.ALL_EQ,
            SqlStdOperatorTable.ALL_NE)) {
      table.put(operator, CollectionFunctions::quantified);
    }
  }

  /** {@code = SOME} of a list; of a query it is no call. */
  private static String quantified(RexCall call, RexToDuckDb writer) {
    RelDataType element = call.getOperands().get(1).getType().getComponentType();
    RelDataType value = call.getOperands().get(0).getType();
    boolean comparable =
        element != null
            && (DuckDbTypes.sameStorage(element, value)
                || (SqlTypeUtil.isNumeric(element) && SqlTypeUtil.isNumeric(value)));
    if (!comparable) {
      throw new NotInDuckDb(call, "compares with elements of another type");
    }
    String list = writer.operand(call, 1);
    return "(%s %s(%s))"
        .formatted(
            writer.operand(call, 0),
            call.getOperator().getName().replace("SOME", "ANY"),
            // Else DuckDB would compare with the rows of the query that gives the list.
            list.startsWith("(SELECT ") ? list + "[:]" : list);
  }

  private static String array(RexCall call, RexToDuckDb writer) {
    String elements =
        writer.writeAll(call.getOperands()).stream().collect(Collectors.joining(", ", "[", "]"));
    return writer.cast(elements, call.getType());
  }

  private static String map(RexCall call, RexToDuckDb writer) {
    List<String> keys = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i + 1 < call.getOperands().size(); i += 2) {
      keys.add(writer.operand(call, i));
      values.add(writer.operand(call, i + 1));
    }
    if (keys.stream().distinct().count() < keys.size()) {
      throw new NotInDuckDb(call, "DuckDB refuses a map with one key twice");
    }
    String text = "map([" + String.join(", ", keys) + "], [" + String.join(", ", values) + "])";
    return writer.cast(text, call.getType());
  }

  private static String row(RexCall call, RexToDuckDb writer) {
    String fields =
        writer.writeAll(call.getOperands()).stream().collect(Collectors.joining(", ", "row(", ")"));
    return writer.cast(fields, call.getType());
  }

  /** An element by its place from 1, or NULL; DuckDB would count a negative place from the end. */
  private static String item(RexCall call, RexToDuckDb writer) {
    RexNode collection = call.getOperands().get(0);
    RexNode key = call.getOperands().get(1);
    RelDataType type = collection.getType();
    if (type.getSqlTypeName() == SqlTypeName.MAP) {
      RelDataType keyType = type.getKeyType();
      if (keyType == null || !DuckDbTypes.sameStorage(keyType, key.getType())) {
        throw new NotInDuckDb(call, "looks up a key of another type");
      }
      return "map_extract_value(" + writer.write(collection) + ", " + writer.write(key) + ")";
    }
    if (type.getSqlTypeName() != SqlTypeName.ARRAY) {
      throw new NotInDuckDb(call, "an item of " + type);
    }
    return Placeholders.fill(
        "CASE WHEN {1} > 0 THEN list_extract({0}, {1}) END",
        writer.write(collection), Template.Operand.INTEGER.write(key, writer));
  }

  private static String cardinality(RexCall call, RexToDuckDb writer) {
    String function =
        switch (call.getOperands().get(0).getType().getSqlTypeName()) {
          case ARRAY, MULTISET -> "len";
          case MAP -> "cardinality";
          default -> throw new NotInDuckDb(call, "counts something else");
        };
    return writer.cast(function + "(" + writer.operand(call, 0) + ")", call.getType());
  }
}
