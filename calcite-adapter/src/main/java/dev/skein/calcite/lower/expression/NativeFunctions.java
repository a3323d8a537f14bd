package dev.skein.calcite.lower.expression;

import static dev.skein.calcite.lower.expression.Template.Operand.ANY;
import static dev.skein.calcite.lower.expression.Template.Operand.ARRAY;
import static dev.skein.calcite.lower.expression.Template.Operand.CHARACTERS;
import static dev.skein.calcite.lower.expression.Template.Operand.INTEGER;
import static dev.skein.calcite.lower.expression.Template.Operand.LONG;

import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.Placeholders;
import dev.skein.calcite.sql.SkeinFunctions;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperator;

/** DuckDB's own functions: their meaning is what DuckDB does. */
final class NativeFunctions {
  private NativeFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(
        SkeinFunctions.DATE_TRUNC,
        Template.of("TIMESTAMP", "date_trunc({0}, {1})", CHARACTERS, ANY));
    table.put(
        SkeinFunctions.DATE_DIFF,
        Template.of("BIGINT", "date_diff({0}, {1}, {2})", CHARACTERS, ANY, ANY));
    table.put(
        SkeinFunctions.STRFTIME, Template.of("VARCHAR", "strftime({0}, {1})", ANY, CHARACTERS));
    table.put(SkeinFunctions.TEXT_OF, Template.of("VARCHAR", "CAST({0} AS VARCHAR)", ANY));
    table.put(
        SkeinFunctions.LIST_ELEMENT,
        (call, writer) ->
            Placeholders.fill(
                "list_extract({0}, {1})",
                ARRAY.write(call.getOperands().get(0), writer),
                LONG.write(call.getOperands().get(1), writer)));
    table.put(
        SkeinFunctions.OVERLAY,
        Template.byArity(
            Template.of("VARCHAR", "overlay({0}, {1}, {2})", CHARACTERS, CHARACTERS, INTEGER),
            Template.of(
                "VARCHAR",
                "overlay({0}, {1}, {2}, {3})",
                CHARACTERS,
                CHARACTERS,
                INTEGER,
                INTEGER)));
    table.put(SkeinFunctions.EPOCH, Template.of("DOUBLE", "epoch({0})", ANY));
    table.put(SkeinFunctions.EPOCH_MS, Template.of("BIGINT", "epoch_ms({0})", ANY));
    table.put(
        SkeinFunctions.REGEXP_MATCHES,
        Template.of("BOOLEAN", "regexp_matches({0}, {1})", CHARACTERS, CHARACTERS));
    table.put(
        SkeinFunctions.REGEXP_FULL_MATCH,
        Template.of("BOOLEAN", "regexp_full_match({0}, {1})", CHARACTERS, CHARACTERS));
    table.put(
        SkeinFunctions.REGEXP_EXTRACT,
        Template.of("VARCHAR", "regexp_extract({0}, {1})", CHARACTERS, CHARACTERS));
    table.put(
        SkeinFunctions.STRING_SPLIT,
        Template.of("VARCHAR[]", "string_split({0}, {1})", CHARACTERS, CHARACTERS));
    table.put(
        SkeinFunctions.LIST_CONTAINS,
        Template.of("BOOLEAN", "list_contains({0}, {1})", ARRAY, ANY));
    table.put(
        SkeinFunctions.LIST_POSITION,
        Template.of("INTEGER", "list_position({0}, {1})", ARRAY, ANY));
    table.put(SkeinFunctions.STRUCT_PACK, NativeFunctions::struct);
    for (SqlFunction function :
        List.of(
            SkeinFunctions.LIST_SORT, SkeinFunctions.LIST_DISTINCT, SkeinFunctions.LIST_REVERSE)) {
      table.put(
          function,
          (call, writer) -> ofSameList(function, ARRAY.write(call.getOperands().get(0), writer)));
    }
  }

  private static String struct(RexCall call, RexToDuckDb writer) {
    List<RelDataTypeField> fields = call.getType().getFieldList();
    List<String> members = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String name = DuckDbNames.quote(fields.get(i).getName());
      members.add(name + " := " + writer.operand(call, 2 * i + 1));
    }
    return "struct_pack(" + String.join(", ", members) + ")";
  }

  private static String ofSameList(SqlFunction function, String list) {
    return function.getName().toLowerCase(Locale.ROOT) + "(" + list + ")";
  }
}
