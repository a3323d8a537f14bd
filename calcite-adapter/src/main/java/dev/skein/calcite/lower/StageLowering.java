package dev.skein.calcite.lower;

import dev.skein.calcite.lower.Select.Item;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.runtime.task.SqlTemplate;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.StageGraph;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.StageGraph.MergeStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;

/** Turns a Distributed tree into stages. */
public final class StageLowering {
  private final DistributedConvention convention;

  public StageLowering(DistributedConvention convention) {
    this.convention = convention;
  }

  public StageGraph lower(RelNode root) {
    return delegated(root, "one task");
  }

  private StageGraph delegated(RelNode root, String reason) {
    DuckDbSqlWriter writer = new DuckDbSqlWriter(null);
    SqlTemplate sql = export(writer, writer.write(root), root).toTemplate();
    Stage stage =
        new Stage(
            0,
            List.of(new Stage.Branch(sql, Optional.empty())),
            List.of(),
            Stage.Placement.WORKERS);
    ExecutionMode mode =
        convention.runtime().slots() == 0 ? ExecutionMode.LOCAL : ExecutionMode.DELEGATED;
    return new StageGraph(List.of(stage), mode, MergeStrategy.CONCATENATE, reason, 0);
  }

  /** The SELECT whose columns leave DuckDB: an ENUM would leave it as numbers with a dictionary. */
  static Sql export(DuckDbSqlWriter writer, Select select, RelNode rel) {
    if (writer.readsEnum()) {
      List<RelDataTypeField> fields = rel.getRowType().getFieldList();
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        Item item = select.items.get(i);
        items.add(
            SqlTypeName.CHAR_TYPES.contains(fields.get(i).getType().getSqlTypeName())
                ? new Item("CAST(" + item.text() + " AS VARCHAR)", false, item.isWindow())
                : item);
      }
      select.items = List.copyOf(items);
    }
    return DuckDbSqlWriter.statement(select);
  }
}
