package dev.skein.calcite.validate;

import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Windows whose value may be NULL where Calcite (1.42) says that it is not: it takes the nth row of
 * a frame for there, forgets that EXCLUDE may empty a frame, and that LAG and LEAD with a default
 * still return the NULLs of their column.
 */
public final class WindowNulls {
  /** Never NULL, whatever the frame holds. */
  private static final Set<SqlKind> COUNTED =
      EnumSet.of(
          SqlKind.COUNT,
          SqlKind.ROW_NUMBER,
          SqlKind.RANK,
          SqlKind.DENSE_RANK,
          SqlKind.PERCENT_RANK,
          SqlKind.CUME_DIST,
          SqlKind.NTILE,
          SqlKind.SUM0,
          SqlKind.REGR_COUNT);

  private final SqlValidator validator;
  private final SqlValidatorScope scope;

  WindowNulls(SqlValidator validator, SqlValidatorScope scope) {
    this.validator = validator;
    this.scope = scope;
  }

  /**
   * The type of an OVER, which Calcite has derived; the function before it is given the same, as
   * Calcite does.
   */
  RelDataType typed(SqlCall over, RelDataType derived) {
    if (derived.isNullable() || !mayBeNull(over)) {
      return derived;
    }
    RelDataType nullable = validator.getTypeFactory().createTypeWithNullability(derived, true);
    validator.setValidatedNodeType(over, nullable);
    validator.setValidatedNodeType(over.operand(0), nullable);
    validator.setValidatedNodeType(function(over), nullable);
    return nullable;
  }

  private boolean mayBeNull(SqlCall over) {
    SqlCall function = function(over);
    boolean ofNulls =
        isShift(function.getKind())
            && function.getOperandList().stream()
                .anyMatch(operand -> validator.deriveType(scope, operand).isNullable());
    SqlWindow window = validator.resolveWindow(over.operand(1), scope);
    return mayBeNull(function.getKind(), ofNulls, RexWindowExclusion.create(window.getExclude()));
  }

  /**
   * Whether NULL is among the values of a window that Calcite takes for never NULL.
   *
   * @param ofNulls whether an argument may be NULL
   */
  public static boolean mayBeNull(SqlKind function, boolean ofNulls, RexWindowExclusion exclusion) {
    if (isShift(function)) {
      return ofNulls;
    }
    return function == SqlKind.NTH_VALUE
        || (exclusion != RexWindowExclusion.EXCLUDE_NO_OTHER && !COUNTED.contains(function));
  }

  private static boolean isShift(SqlKind function) {
    return function == SqlKind.LAG || function == SqlKind.LEAD;
  }

  private static SqlCall function(SqlCall over) {
    SqlCall function = over.operand(0);
    return function.getKind() == SqlKind.IGNORE_NULLS || function.getKind() == SqlKind.RESPECT_NULLS
        ? function.operand(0)
        : function;
  }
}
