package dev.skein.calcite.sql;

import java.util.Collection;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Where a comparison of two rows was written that has become comparisons of their members, which
 * are all here. Calls keep their places when the validator copies them, and so are known again.
 *
 * <p>A text beside another value is compared as what the other is. Within rows, structs and lists
 * DuckDB makes texts of both: {@code '05' = 5} is true, {@code ('05', 1) = (5, 1)} is not.
 */
public final class RowMember extends SqlParserPos {
  private static final long serialVersionUID = 1L;

  /**
   * A place for comparisons of members.
   *
   * @param written the place of the comparison of the rows
   */
  public RowMember(SqlParserPos written) {
    super(
        written.getLineNum(),
        written.getColumnNum(),
        written.getEndLineNum(),
        written.getEndColumnNum());
  }

  /** A call's place takes in its operands' when the call is made, and made again. */
  @Override
  public SqlParserPos plusAll(SqlNode[] operands) {
    return this;
  }

  @Override
  public SqlParserPos plusAll(Collection<? extends SqlNode> operands) {
    return this;
  }

  /** Whether values of these types meet in the comparison as texts, and one of them is none. */
  static boolean meetAsTexts(SqlCall comparison, RelDataType one, RelDataType other) {
    return comparison.getParserPosition() instanceof RowMember
        ? isOneText(one, other)
        : haveOneText(one, other);
  }

  private static boolean isOneText(RelDataType one, RelDataType other) {
    boolean oneText = SqlTypeUtil.inCharFamily(one) != SqlTypeUtil.inCharFamily(other);
    return (oneText && isKnown(one) && isKnown(other)) || haveOneText(one, other);
  }

  private static boolean isKnown(RelDataType type) {
    return type.getSqlTypeName() != SqlTypeName.NULL
        && type.getSqlTypeName() != SqlTypeName.UNKNOWN;
  }

  /** Whether that is so of values within these. */
  private static boolean haveOneText(@Nullable RelDataType one, @Nullable RelDataType other) {
    if (one == null || other == null) {
      return false;
    }
    if (!one.isStruct() || !other.isStruct()) {
      return areOneText(one.getComponentType(), other.getComponentType())
          || areOneText(one.getKeyType(), other.getKeyType())
          || areOneText(one.getValueType(), other.getValueType());
    }
    int members = Math.min(one.getFieldCount(), other.getFieldCount());
    for (int i = 0; i < members; i++) {
      RelDataTypeField member = one.getFieldList().get(i);
      if (areOneText(member.getType(), other.getFieldList().get(i).getType())) {
        return true;
      }
    }
    return false;
  }

  private static boolean areOneText(@Nullable RelDataType one, @Nullable RelDataType other) {
    return one != null && other != null && isOneText(one, other);
  }
}
