package dev.skein.calcite.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.ChainedRelMetadataProvider;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataDef;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.ReflectiveRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMdPredicates;
import org.apache.calcite.rel.metadata.RelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * What is known of rows, where Calcite (1.42) makes wrong use of it.
 *
 * <p>That a column is what only DuckDB computes: Calcite's rules would compute it again elsewhere,
 * where its pipeline is to do that.
 *
 * <p>Of the rows of an INTERSECT all is known that is known of the rows of each input. Calcite also
 * compares the conditions with each other, to leave out what another implies, and runs them for
 * that as they are, which fails where one holds a sub-query and where a column is of another type
 * in an input than in the result.
 */
public final class RowPredicates implements MetadataHandler<BuiltInMetadata.Predicates> {
  private static final RelMetadataProvider PROVIDER =
      ChainedRelMetadataProvider.of(
          List.of(
              ReflectiveRelMetadataProvider.reflectiveSource(
                  new RowPredicates(), BuiltInMetadata.Predicates.Handler.class),
              DefaultRelMetadataProvider.INSTANCE));

  private static final RelMdPredicates CALCITES = new RelMdPredicates();

  private RowPredicates() {}

  /** Called when the translation of a statement comes to a table. */
  public static void installOn(RelOptCluster cluster) {
    if (!PROVIDER.equals(cluster.getMetadataProvider())) {
      cluster.setMetadataProvider(PROVIDER);
      cluster.invalidateMetadataQuery();
    }
  }

  @Override
  public MetadataDef<BuiltInMetadata.Predicates> getDef() {
    return BuiltInMetadata.Predicates.DEF;
  }

  /** Called by Calcite, as are those below, from code that it generates. */
  public RelOptPredicateList getPredicates(Project project, RelMetadataQuery metadata) {
    return computable(project, CALCITES.getPredicates(project, metadata));
  }

  public RelOptPredicateList getPredicates(Filter filter, RelMetadataQuery metadata) {
    return computable(filter, CALCITES.getPredicates(filter, metadata));
  }

  public RelOptPredicateList getPredicates(Join join, RelMetadataQuery metadata) {
    return computable(join, CALCITES.getPredicates(join, metadata));
  }

  private static RelOptPredicateList computable(RelNode rel, RelOptPredicateList known) {
    return RelOptPredicateList.of(
        rel.getCluster().getRexBuilder(),
        computable(known.pulledUpPredicates),
        computable(known.leftInferredPredicates),
        computable(known.rightInferredPredicates));
  }

  private static List<RexNode> computable(List<RexNode> conditions) {
    return conditions.stream().filter(condition -> !OnlyInDuckDb.isIn(condition)).toList();
  }

  public RelOptPredicateList getPredicates(Intersect intersect, RelMetadataQuery metadata) {
    Set<RexNode> conditions = new LinkedHashSet<>();
    for (RelNode input : intersect.getInputs()) {
      boolean sameTypes =
          SqlTypeUtil.equalSansNullability(
              intersect.getCluster().getTypeFactory(), input.getRowType(), intersect.getRowType());
      for (RexNode condition : metadata.getPulledUpPredicates(input).pulledUpPredicates) {
        if (sameTypes && RexUtil.SubQueryFinder.find(condition) == null) {
          conditions.add(condition);
        }
      }
    }
    return RelOptPredicateList.of(intersect.getCluster().getRexBuilder(), conditions);
  }
}
