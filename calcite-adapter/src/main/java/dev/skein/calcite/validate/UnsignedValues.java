package dev.skein.calcite.validate;

import static dev.skein.calcite.sql.SkeinTypeSystem.isSigned;
import static dev.skein.calcite.sql.SkeinTypeSystem.isUnsigned;

import dev.skein.calcite.sql.SkeinTypeSystem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Values of which some are UBIGINTs and others integers with a sign: HUGEINTs in DuckDB, unless
 * those others are constants that a UBIGINT holds, which Calcite's type factory cannot see.
 */
final class UnsignedValues {
  private static final Set<SqlKind> OF_VALUES =
      EnumSet.of(
          SqlKind.CASE, SqlKind.GREATEST, SqlKind.GREATEST_PG, SqlKind.LEAST, SqlKind.LEAST_PG);

  private final SqlValidator validator;
  private final SqlValidatorScope scope;

  UnsignedValues(SqlValidator validator, SqlValidatorScope scope) {
    this.validator = validator;
    this.scope = scope;
  }

  /** The type of a call that Calcite has derived; if it is another, so are the values. */
  RelDataType typed(SqlCall call, RelDataType derived) {
    if (!OF_VALUES.contains(call.getKind()) || !isUnsigned(derived)) {
      return derived;
    }
    List<SqlNode> values = values(call);
    if (values.stream().noneMatch(value -> isSigned(type(value)) && !fitsUnsigned(value))
        && !isIntegerFirst(call, values)) {
      return derived;
    }
    for (int i = 0; i < values.size(); i++) {
      if (isUnsigned(type(values.get(i)))) {
        set(call, i, huge(values.get(i)));
      }
    }
    RelDataType type = huge(derived);
    validator.setValidatedNodeType(call, type);
    return type;
  }

  private static List<SqlNode> values(SqlCall call) {
    if (!(call instanceof SqlCase choice)) {
      return call.getOperandList();
    }
    List<SqlNode> values = new ArrayList<>(choice.getThenOperands());
    values.add(Objects.requireNonNull(choice.getElseOperand()));
    return values;
  }

  private static void set(SqlCall call, int i, SqlNode value) {
    if (!(call instanceof SqlCase choice)) {
      call.setOperand(i, value);
    } else if (i < choice.getThenOperands().size()) {
      choice.getThenOperands().set(i, value);
    } else {
      choice.setOperand(choice.operandCount() - 1, value);
    }
  }

  private SqlNode huge(SqlNode value) {
    RelDataType type = huge(type(value));
    SqlNode cast =
        SqlStdOperatorTable.CAST.createCall(
            SqlParserPos.ZERO,
            value,
            SqlTypeUtil.convertTypeToSpec(type).withNullable(type.isNullable()));
    validator.setValidatedNodeType(cast, type);
    return cast;
  }

  private RelDataType huge(RelDataType type) {
    return validator
        .getTypeFactory()
        .createTypeWithNullability(
            SkeinTypeSystem.hugeint(validator.getTypeFactory()), type.isNullable());
  }

  /**
   * Whether DuckDB, which takes one value after the other, but ELSE first, sees a constant meet a
   * NULL or another constant, which makes an INTEGER of it, before it sees the UBIGINTs.
   */
  private boolean isIntegerFirst(SqlCall call, List<SqlNode> values) {
    List<SqlNode> inOrder = new ArrayList<>(values);
    if (call instanceof SqlCase && !isNotNull(values.get(0))) {
      Collections.rotate(inOrder, 1);
    }
    List<SqlNode> first =
        inOrder.stream()
            .takeWhile(
                value -> SqlUtil.isNullLiteral(written(value), false) || !isUnsigned(type(value)))
            .toList();
    return first.size() > 1 && first.stream().anyMatch(UnsignedValues::fitsUnsigned);
  }

  private static boolean fitsUnsigned(SqlNode value) {
    return written(value) instanceof SqlNumericLiteral number
        && number.bigDecimalValue().signum() >= 0;
  }

  /** A value as it was written; of a COALESCE Calcite makes a CASE of values that are no NULLs. */
  private static SqlNode written(SqlNode value) {
    return isNotNull(value) ? ((SqlCall) value).operand(0) : value;
  }

  private static boolean isNotNull(SqlNode value) {
    return value.getKind() == SqlKind.CAST_NOT_NULL;
  }

  private RelDataType type(SqlNode value) {
    return validator.deriveType(scope, value);
  }
}
