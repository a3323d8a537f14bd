package dev.skein.calcite.jdbc;

import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/** What the parameters of a statement were set to, which Avatica tells its connections alone. */
abstract class BoundValues extends AvaticaConnection {
  private static final Trojan AVATICA = createTrojan();

  protected BoundValues(
      UnregisteredDriver driver, AvaticaFactory factory, String url, Properties info) {
    super(driver, factory, url, info);
  }

  /** A value each, null for what was not set; none of a statement that was not prepared. */
  static List<@Nullable TypedValue> of(AvaticaStatement statement) {
    return AVATICA.getParameterValues(statement);
  }
}
