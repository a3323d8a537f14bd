package dev.skein.calcite.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.ChainedRelMetadataProvider;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataDef;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.ReflectiveRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * What is known of the rows of an INTERSECT: all that is known of the rows of each input.
 *
 * <p>Calcite (1.42) also compares the conditions with each other, to leave out what another
 * implies, and runs them for that as they are, which fails where one holds a sub-query and where a
 * column is of another type in an input than in the result.
 */
public final class IntersectionPredicates implements MetadataHandler<BuiltInMetadata.Predicates> {
  private static final RelMetadataProvider PROVIDER =
      ChainedRelMetadataProvider.of(
          List.of(
              ReflectiveRelMetadataProvider.reflectiveSource(
                  new IntersectionPredicates(), BuiltInMetadata.Predicates.Handler.class),
              DefaultRelMetadataProvider.INSTANCE));

  private IntersectionPredicates() {}

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

  /** Called by Calcite, from code that it generates. */
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
