package dev.skein.calcite.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Exact numbers are compared with all the digits that they have after the point, as in DuckDB.
 * Calcite keeps those before it, so that a sum of integers, a HUGEINT, would be compared with a
 * rounded 9.6.
 */
public final class SkeinTypeCoercion extends TypeCoercionImpl {
  private final boolean yields;
  private final Predicate<SqlNode> beginsRecursion;

  /**
   * A coercion for one validation.
   *
   * @param yields whether DuckDB is to compute with texts, if it does
   * @param beginsRecursion whether a query is the first of a recursion
   */
  public SkeinTypeCoercion(
      RelDataTypeFactory typeFactory,
      SqlValidator validator,
      boolean yields,
      Predicate<SqlNode> beginsRecursion) {
    super(typeFactory, validator);
    this.yields = yields;
    this.beginsRecursion = beginsRecursion;
  }

  /**
   * Calcite would cast texts to decimals. DuckDB only does so with literals, and for other types
   * than Calcite; and columns that are texts for Calcite alone, as intervals are, it adds as such.
   */
  @Override
  public boolean binaryArithmeticCoercion(SqlCallBinding call) {
    boolean arithmetic =
        call.getOperator().getKind().belongsTo(SqlKind.BINARY_ARITHMETIC)
            || call.getOperator().getKind() == SqlKind.MINUS_PREFIX;
    if (yields
        && arithmetic
        && call.collectOperandTypes().stream().anyMatch(SqlTypeUtil::inCharFamily)) {
      throw new BetterInDuckDb("compute with texts");
    }
    return super.binaryArithmeticCoercion(call);
  }

  /** A cast's text cannot name an unsigned type. */
  @Override
  public boolean rowTypeCoercion(
      @Nullable SqlValidatorScope scope, SqlNode query, int columnIndex, RelDataType target) {
    boolean cast =
        super.rowTypeCoercion(scope, query, columnIndex, UnsignedType.signed(factory, target));
    if (yields && cast && beginsRecursion.test(query) && !SqlTypeUtil.inCharFamily(target)) {
      throw new BetterInDuckDb("keep the types with which a recursion begins");
    }
    return cast;
  }

  /** Calcite would make decimals of NULLs, with digits after the point; DuckDB makes integers. */
  @Override
  public @Nullable RelDataType implicitCast(RelDataType type, SqlTypeFamily expected) {
    if (yields
        && type.getSqlTypeName() == SqlTypeName.NULL
        && expected.getTypeNames().stream().allMatch(SqlTypeName.NUMERIC_TYPES::contains)) {
      throw new BetterInDuckDb("give a NULL the type of a number");
    }
    return super.implicitCast(type, expected);
  }

  @Override
  public boolean builtinFunctionCoercion(
      SqlCallBinding call, List<RelDataType> types, List<SqlTypeFamily> families) {
    for (int i = 0; i < types.size(); i++) {
      SqlTypeFamily family = families.get(i);
      boolean number = family == SqlTypeFamily.NUMERIC || family == SqlTypeFamily.EXACT_NUMERIC;
      if (yields && number && SqlTypeUtil.inCharFamily(types.get(i))) {
        throw new BetterInDuckDb("compute with texts");
      }
      if (yields
          && family == SqlTypeFamily.EXACT_NUMERIC
          && SqlTypeUtil.isApproximateNumeric(types.get(i))) {
        throw new BetterInDuckDb("take the remainder of a floating-point number");
      }
    }
    return super.builtinFunctionCoercion(call, types, families);
  }

  /**
   * Beside other values Calcite makes texts of all; DuckDB reads a text that stands there as a
   * literal as what the others are.
   */
  @Override
  public boolean caseOrEquivalentCoercion(SqlCallBinding call) {
    List<SqlNode> values = new ArrayList<>();
    if (call.getCall() instanceof SqlCase choice) {
      values.addAll(choice.getThenOperands());
      values.add(choice.getElseOperand());
    } else {
      values.addAll(call.operands());
    }
    if (yields && values.stream().anyMatch(SkeinTypeCoercion::isText)) {
      throw new BetterInDuckDb("read a text as what stands beside it");
    }
    return super.caseOrEquivalentCoercion(call);
  }

  private static boolean isText(@Nullable SqlNode node) {
    return node instanceof SqlLiteral literal
        && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName());
  }

  @Override
  public boolean binaryComparisonCoercion(SqlCallBinding call) {
    if (yields
        && call.getOperandCount() == 2
        && RowMember.meetAsTexts(call.getCall(), call.getOperandType(0), call.getOperandType(1))) {
      throw membersAsTexts();
    }
    return super.binaryComparisonCoercion(call);
  }

  @Override
  public boolean inOperationCoercion(SqlCallBinding call) {
    RelDataType one = call.getOperandType(0);
    if (yields
        && call.operand(1) instanceof SqlNodeList values
        && values.stream()
            .map(value -> validator.deriveType(call.getScope(), value))
            .anyMatch(other -> RowMember.meetAsTexts(call.getCall(), one, other))) {
      throw membersAsTexts();
    }
    return super.inOperationCoercion(call);
  }

  private static BetterInDuckDb membersAsTexts() {
    return new BetterInDuckDb("compare the members of rows and lists as texts");
  }

  /** To Calcite every number but 1 is false. */
  @Override
  protected boolean booleanEquality(SqlCallBinding call, RelDataType first, RelDataType second) {
    if (yields
        && ((SqlTypeUtil.isBoolean(first) && isNoBoolean(call.operand(1)))
            || (SqlTypeUtil.isBoolean(second) && isNoBoolean(call.operand(0))))) {
      throw new BetterInDuckDb("compare a boolean with a number that is neither 0 nor 1");
    }
    return super.booleanEquality(call, first, second);
  }

  private static boolean isNoBoolean(SqlNode node) {
    return node instanceof SqlNumericLiteral number
        && number.bigDecimalValue().compareTo(BigDecimal.ZERO) != 0
        && number.bigDecimalValue().compareTo(BigDecimal.ONE) != 0;
  }

  @Override
  public @Nullable RelDataType commonTypeForBinaryComparison(
      @Nullable RelDataType first, @Nullable RelDataType second) {
    if (yields && first != null && second != null && isBytesAndText(first, second)) {
      throw new BetterInDuckDb("read a text as bytes");
    }
    if (yields && first != null && second != null && isOneInTimeZone(first, second)) {
      throw new BetterInDuckDb("compare a time with one in a time zone");
    }
    if (yields && first != null && second != null && isIntervalAndText(first, second)) {
      throw new BetterInDuckDb("read a text as an interval");
    }
    if (first != null && second != null && isDecimalAndLiteral(first, second)) {
      return factory.createTypeWithNullability(first, first.isNullable() || second.isNullable());
    }
    if (first != null && second != null && isDecimalAndLiteral(second, first)) {
      return factory.createTypeWithNullability(second, first.isNullable() || second.isNullable());
    }
    RelDataType exact =
        first == null || second == null
            ? null
            : SkeinTypeFactory.leastExact(factory, List.of(first, second), true);
    return exact != null ? exact : super.commonTypeForBinaryComparison(first, second);
  }

  /** A column of UBIGINTs and signed integers is one of HUGEINTs in a set operation. */
  @Override
  public @Nullable RelDataType getWiderTypeFor(List<RelDataType> types, boolean stringPromotion) {
    boolean signed = types.stream().anyMatch(SkeinTypeSystem::isSigned);
    return super.getWiderTypeFor(
        types.stream()
            .map(type -> signed && SkeinTypeSystem.isUnsigned(type) ? huge(type) : type)
            .toList(),
        stringPromotion);
  }

  private RelDataType huge(RelDataType type) {
    return factory.createTypeWithNullability(SkeinTypeSystem.hugeint(factory), type.isNullable());
  }

  /** Calcite (1.42) takes the common type of lists for one that is never NULL. */
  @Override
  public @Nullable RelDataType getWiderTypeForTwo(
      @Nullable RelDataType first, @Nullable RelDataType second, boolean stringPromotion) {
    RelDataType wider = super.getWiderTypeForTwo(first, second, stringPromotion);
    return wider != null && first != null && second != null && SqlTypeUtil.isArray(wider)
        ? factory.createTypeWithNullability(wider, first.isNullable() || second.isNullable())
        : wider;
  }

  private static boolean isBytesAndText(RelDataType first, RelDataType second) {
    return (SqlTypeUtil.isBinary(first) && SqlTypeUtil.inCharFamily(second))
        || (SqlTypeUtil.inCharFamily(first) && SqlTypeUtil.isBinary(second));
  }

  private static boolean isIntervalAndText(RelDataType first, RelDataType second) {
    return (SqlTypeUtil.isInterval(first) && SqlTypeUtil.inCharFamily(second))
        || (SqlTypeUtil.inCharFamily(first) && SqlTypeUtil.isInterval(second));
  }

  /** DuckDB rounds the number in the text; texts of other types than a literal's it refuses. */
  private static boolean isDecimalAndLiteral(RelDataType decimal, RelDataType text) {
    return SqlTypeUtil.isDecimal(decimal) && text.getSqlTypeName() == SqlTypeName.CHAR;
  }

  private static boolean isOneInTimeZone(RelDataType first, RelDataType second) {
    return first.getSqlTypeName() != second.getSqlTypeName()
        && (first.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
            || second.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
  }
}
