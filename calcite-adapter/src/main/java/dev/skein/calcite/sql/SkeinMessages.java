package dev.skein.calcite.sql;

import org.apache.calcite.runtime.Resources;
import org.apache.calcite.runtime.Resources.BaseMessage;
import org.apache.calcite.runtime.Resources.ExInst;
import org.apache.calcite.sql.validate.SqlValidatorException;

/** What is said of a statement that DuckDB refuses while it is validated. */
public interface SkeinMessages {
  SkeinMessages INSTANCE = Resources.create(SkeinMessages.class);

  @BaseMessage("DuckDB does not take this call of {0}. {1}")
  ExInst<SqlValidatorException> refusedCall(String function, String reason);

  @BaseMessage("Calcite cannot join a third table to what an outer join made of column {0}")
  ExInst<SqlValidatorException> mergedTwice(String column);
}
