package dev.skein.calcite.cli;

import java.lang.reflect.Field;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's types of a result's columns. JDBC has no word for the names of a struct's fields;
 * Avatica 1.28 keeps them in a field of its metadata that it shows to nobody.
 */
final class ColumnTypes {
  private static final @Nullable Field SIGNATURE = signatureField();

  private ColumnTypes() {}

  /** One type a column, null where it is not known. */
  static @Nullable RelDataType[] of(ResultSetMetaData metaData) throws SQLException {
    @Nullable RelDataType[] types = new RelDataType[metaData.getColumnCount()];
    if (SIGNATURE != null
        && metaData instanceof AvaticaResultSetMetaData
        && read(SIGNATURE, metaData) instanceof CalciteSignature<?> signature
        && signature.rowType != null
        && signature.rowType.getFieldCount() == types.length) {
      List<RelDataTypeField> fields = signature.rowType.getFieldList();
      for (RelDataTypeField field : fields) {
        types[field.getIndex()] = field.getType();
      }
    }
    return types;
  }

  private static @Nullable Object read(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      return null;
    }
  }

  private static @Nullable Field signatureField() {
    try {
      Field field = AvaticaResultSetMetaData.class.getDeclaredField("signature");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
