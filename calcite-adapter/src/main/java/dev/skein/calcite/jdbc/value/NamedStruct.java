package dev.skein.calcite.jdbc.value;

import java.sql.Struct;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A STRUCT, whose fields have names that JDBC does not ask for. */
public final class NamedStruct implements Struct {
  private final ValueForm.Fields form;
  private final @Nullable Object[] values;

  NamedStruct(ValueForm.Fields form, @Nullable Object[] values) {
    this.form = form;
    this.values = values;
  }

  /** The names of the fields, in the order of the attributes. */
  public List<String> names() {
    return form.names();
  }

  @Override
  public String getSQLTypeName() {
    return "STRUCT";
  }

  @Override
  public @Nullable Object[] getAttributes() {
    return form.objects(values);
  }

  @Override
  public @Nullable Object[] getAttributes(@Nullable Map<String, Class<?>> map) {
    return getAttributes();
  }

  /** As DuckDB writes it. */
  @Override
  public String toString() {
    return ValueText.of(form.written(values));
  }
}
