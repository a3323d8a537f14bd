package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.NotInDuckDb;
import java.math.RoundingMode;
import java.util.IdentityHashMap;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** CAST and TRY_CAST, by pairs of types; a pair that is not here converts differently. */
final class Casts {
  private Casts() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.CAST, (call, writer) -> write(call, "CAST", writer));
    table.put(SqlLibraryOperators.TRY_CAST, (call, writer) -> write(call, "TRY_CAST", writer));
    table.put(SqlLibraryOperators.SAFE_CAST, (call, writer) -> write(call, "TRY_CAST", writer));
  }

  /**
   * One conversion.
   *
   * @param verb CAST, which fails, or TRY_CAST, which gives NULL, where a value has no counterpart
   */
  record Conversion(String text, RelDataType from, RelDataType to, String verb) {
    String plain() {
      return plain(text);
    }

    String plain(String operand) {
      return verb + "(" + operand + " AS " + DuckDbTypes.typeName(to) + ")";
    }

    NotInDuckDb refusal() {
      return new NotInDuckDb("CAST from " + from + " to " + to, "DuckDB converts differently");
    }
  }

  private static String write(RexCall call, String verb, RexToDuckDb writer) {
    RexNode operand = call.getOperands().get(0);
    if (call.getOperands().size() > 1
        && !(call.getOperands().get(1) instanceof RexLiteral format && format.isNull())) {
      throw new NotInDuckDb(call, "a cast with a format");
    }
    if (operand.getType().getSqlTypeName() == SqlTypeName.NULL
        || (operand instanceof RexLiteral literal && literal.isNull())) {
      return writer.cast("NULL", call.getType());
    }
    return convert(
        new Conversion(writer.write(operand), operand.getType(), call.getType(), verb), writer);
  }

  private static String convert(Conversion cast, RexToDuckDb writer) {
    if (SqlTypeUtil.isNumeric(cast.to) && SqlTypeUtil.isNumeric(cast.from)) {
      return number(cast, writer);
    }
    if (SqlTypeUtil.inCharFamily(cast.to)) {
      return CharacterCasts.toCharacters(cast);
    }
    if (SqlTypeUtil.inCharFamily(cast.from)) {
      return CharacterCasts.fromCharacters(cast);
    }
    if (DuckDbTypes.sameStorage(cast.from, cast.to) && isFree(cast.from, cast.to)) {
      return cast.text;
    }
    boolean alike =
        switch (cast.to.getSqlTypeName()) {
          case DATE -> cast.from.getSqlTypeName() == SqlTypeName.TIMESTAMP;
          case TIME -> cast.from.getSqlTypeName() == SqlTypeName.TIMESTAMP;
          case TIMESTAMP ->
              cast.from.getSqlTypeName() == SqlTypeName.DATE
                  || (cast.from.getSqlTypeName() == SqlTypeName.TIMESTAMP
                      && cast.to.getPrecision() > cast.from.getPrecision());
          case ARRAY -> isPlainForElements(cast, writer);
          case ROW -> isPlainForMembers(cast, writer);
          case BOOLEAN -> SqlTypeUtil.isNumeric(cast.from);
          case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, FLOAT, DOUBLE ->
              cast.from.getSqlTypeName() == SqlTypeName.BOOLEAN;
          default -> false;
        };
    if (!alike) {
      throw cast.refusal();
    }
    return cast.plain();
  }

  /** DuckDB casts a list by casting its elements; alike if one element's cast is. */
  private static boolean isPlainForElements(Conversion cast, RexToDuckDb writer) {
    RelDataType from = cast.from.getComponentType();
    RelDataType to = cast.to.getComponentType();
    if (from == null || to == null) {
      return false;
    }
    Conversion element = new Conversion("e", from, to, cast.verb);
    return from.getSqlTypeName() == SqlTypeName.NULL
        || convert(element, writer).equals(element.plain());
  }

  /** DuckDB casts the members of a struct by their names, Calcite by their places. */
  private static boolean isPlainForMembers(Conversion cast, RexToDuckDb writer) {
    if (!cast.from.isStruct() || cast.from.getFieldCount() != cast.to.getFieldCount()) {
      return false;
    }
    for (int i = 0; i < cast.to.getFieldCount(); i++) {
      RelDataTypeField from = cast.from.getFieldList().get(i);
      RelDataTypeField to = cast.to.getFieldList().get(i);
      Conversion member = new Conversion("m", from.getType(), to.getType(), cast.verb);
      boolean alike =
          SqlTypeUtil.equalSansNullability(from.getType(), to.getType())
              || convert(member, writer).equals(member.plain());
      if (!from.getName().equalsIgnoreCase(to.getName()) || !alike) {
        return false;
      }
    }
    return true;
  }

  private static String number(Conversion cast, RexToDuckDb writer) {
    if (DuckDbTypes.sameStorage(cast.from, cast.to)) {
      return cast.text;
    }
    boolean halfUp = writer.typeSystem().roundingMode() == RoundingMode.HALF_UP;
    boolean approximate = SqlTypeName.APPROX_TYPES.contains(cast.from.getSqlTypeName());
    if (approximate && SqlTypeName.INT_TYPES.contains(cast.to.getSqlTypeName())) {
      // How this rounds is the type system's to say, and Skein's says: as DuckDB does.
      return halfUp ? cast.plain() : cast.plain("trunc(" + cast.text + ")");
    }
    int scale = cast.to.getSqlTypeName() == SqlTypeName.DECIMAL ? cast.to.getScale() : 0;
    boolean losesDigits =
        SqlTypeUtil.isExactNumeric(cast.to)
            && (approximate || (SqlTypeUtil.isDecimal(cast.from) && cast.from.getScale() > scale));
    if (losesDigits && !halfUp) {
      throw cast.refusal();
    }
    return cast.plain();
  }

  /** Whether a value changes its type without changing itself. */
  private static boolean isFree(RelDataType from, RelDataType to) {
    return switch (to.getSqlTypeName()) {
      // Calcite drops no digits of a time either when it becomes less precise.
      case BOOLEAN, DATE, UUID, TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
      case BINARY ->
          from.getSqlTypeName() == SqlTypeName.BINARY && from.getPrecision() == to.getPrecision();
      case VARBINARY ->
          to.getPrecision() < 0
              || (from.getPrecision() >= 0 && to.getPrecision() >= from.getPrecision());
      case ARRAY, MULTISET -> isFreeComponent(from.getComponentType(), to.getComponentType());
      case MAP ->
          isFreeComponent(from.getKeyType(), to.getKeyType())
              && isFreeComponent(from.getValueType(), to.getValueType());
      case ROW -> isFreeRow(from, to);
      default ->
          SqlTypeUtil.isInterval(to)
              && from.getSqlTypeName().getFamily() == to.getSqlTypeName().getFamily();
    };
  }

  private static boolean isFreeComponent(@Nullable RelDataType from, @Nullable RelDataType to) {
    if (from == null || to == null) {
      return false;
    }
    return SqlTypeUtil.equalSansNullability(from, to)
        || (SqlTypeUtil.isNumeric(from) && DuckDbTypes.sameStorage(from, to))
        || (to.getSqlTypeName() == SqlTypeName.VARCHAR
            && SqlTypeUtil.inCharFamily(from)
            && to.getPrecision() < 0)
        || (DuckDbTypes.sameStorage(from, to) && isFree(from, to));
  }

  private static boolean isFreeRow(RelDataType from, RelDataType to) {
    for (int i = 0; i < to.getFieldCount(); i++) {
      RelDataTypeField source = from.getFieldList().get(i);
      if (!isFreeComponent(source.getType(), to.getFieldList().get(i).getType())) {
        return false;
      }
    }
    return true;
  }
}
