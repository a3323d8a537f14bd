package dev.skein.calcite.lower.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.calcite.lower.CalcitePlans;
import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.sql.SkeinOperatorTable;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.api.Test;

/** Everyday expressions come out as plain SQL, and nothing that a user wrote can become SQL. */
class RexToDuckDbTest {
  private final JavaTypeFactory types = new CalcitePlans.Utf8TypeFactory();
  private final CalcitePlans plans = plans();

  private CalcitePlans plans() {
    RelDataTypeFactory.Builder row = types.builder();
    row.add("price", SqlTypeName.DECIMAL, 15, 2);
    row.add("discount", SqlTypeName.DECIMAL, 15, 2);
    row.add("shipped", SqlTypeName.DATE);
    row.add("name", SqlTypeName.VARCHAR);
    row.add("size", SqlTypeName.INTEGER).nullable(true);
    CalcitePlans created = new CalcitePlans(types, SkeinOperatorTable.complete());
    created.addTable("t", row.build());
    return created;
  }

  @Test
  void tpcHArithmeticHasNoCasts() {
    assertEquals("(price * (1 - discount))", text("price * (1 - discount)"));
    assertEquals("(size + 1)", text("size + 1"));
  }

  @Test
  void comparisonsOfColumnsWithConstantsStayPlain() {
    assertEquals("(name = 'x')", text("name = 'x'"));
    assertEquals("(shipped <= DATE '1998-09-02')", text("shipped <= date '1998-09-02'"));
    assertEquals("(size > 5)", text("size > 5"));
  }

  @Test
  void aDateMovedByDaysStaysADate() {
    assertEquals("(shipped + 90)", text("shipped + interval '90' day"));
    assertEquals(
        "CAST(shipped - INTERVAL '12 months' AS DATE)", text("shipped - interval '1' year"));
  }

  @Test
  void aQuoteInAValueStaysAValue() {
    assertEquals("(name = 'a''; DROP TABLE t; --')", text("name = 'a''; DROP TABLE t; --'"));
    assertEquals("\"a\"\"b\"", DuckDbNames.quote("a\"b"));
    assertEquals("('a' || chr(0) || 'b')", DuckDbNames.literal("a\0b"));
  }

  @Test
  void windowsSpellOutFrameAndNullOrder() {
    assertEquals(
        "max(size) OVER (PARTITION BY name ORDER BY shipped DESC NULLS FIRST "
            + "ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
        text(
            "max(size) over (partition by name order by shipped desc"
                + " rows between 2 preceding and current row)"));
    assertEquals(
        "row_number() OVER (ORDER BY size ASC NULLS LAST)",
        text("row_number() over (order by size)"));
  }

  @Test
  void parametersAreBoundUnderTheirType() {
    assertEquals("(size + CAST($1 AS INTEGER))", text("size + ?"));
  }

  @Test
  void comparisonsTakeAllDigitsOfParameters() {
    assertEquals("(size = $1)", text("size = ?"));
  }

  private String text(String expression) {
    RelNode rel = plans.convert("SELECT " + expression + " FROM t");
    Project project = (Project) rel;
    return new RexToDuckDb(new Names(project.getInput().getRowType()))
        .write(project.getProjects().get(0));
  }

  private record Names(RelDataType rowType) implements RexScope {
    @Override
    public String inputRef(int index, RelDataType type) {
      return rowType.getFieldNames().get(index);
    }

    @Override
    public String correlated(CorrelationId id, int fieldIndex) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String subQuery(RelNode rel) {
      throw new UnsupportedOperationException();
    }
  }
}
