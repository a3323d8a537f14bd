package dev.skein.calcite.enumerable;

import org.jspecify.annotations.Nullable;

/**
 * Means, variances and the covariance of the numbers added so far, as DuckDB 2.0 keeps them
 * (Welford's algorithm) and with its results for none and for one: Calcite's sums of squares lose
 * digits. Generated code makes one for each group and calls it by the names of its methods.
 *
 * <p>Single numbers are x. Of a pair y comes first, as in {@code regr_slope(y, x)}.
 */
public final class Moments {
  private long count;
  private double meanX;
  private double meanY;
  private double squaresX;
  private double squaresY;
  private double products;

  public void add(double x) {
    count++;
    double away = x - meanX;
    meanX += away / count;
    squaresX += away * (x - meanX);
  }

  public void add(double y, double x) {
    double awayX = x - meanX;
    add(x);
    double awayY = y - meanY;
    meanY += awayY / count;
    squaresY += awayY * (y - meanY);
    products += awayX * (y - meanY);
  }

  public @Nullable Double varPop() {
    return count == 0 ? null : varianceX();
  }

  public @Nullable Double varSamp() {
    return count < 2 ? null : squaresX / (count - 1);
  }

  public @Nullable Double stddevPop() {
    return count == 0 ? null : Math.sqrt(varianceX());
  }

  public @Nullable Double stddevSamp() {
    return count < 2 ? null : Math.sqrt(squaresX / (count - 1));
  }

  public @Nullable Double covarPop() {
    return count == 0 ? null : covariance();
  }

  public @Nullable Double covarSamp() {
    return count < 2 ? null : products / (count - 1);
  }

  public @Nullable Double corr() {
    return count == 0 ? null : correlation();
  }

  public @Nullable Double regrAvgx() {
    return count == 0 ? null : meanX;
  }

  public @Nullable Double regrAvgy() {
    return count == 0 ? null : meanY;
  }

  public @Nullable Double regrSxx() {
    return count == 0 ? null : varianceX() * count;
  }

  public @Nullable Double regrSyy() {
    return count == 0 ? null : varianceY() * count;
  }

  public @Nullable Double regrSxy() {
    return count == 0 ? null : covariance() * count;
  }

  public @Nullable Double regrR2() {
    if (count == 0 || varianceX() == 0) {
      return null;
    }
    double correlation = correlation();
    return varianceY() == 0 ? 1 : correlation * correlation;
  }

  public @Nullable Double regrSlope() {
    return count == 0 ? null : covariance() / varianceX();
  }

  public @Nullable Double regrIntercept() {
    return count == 0 || varianceX() == 0 ? null : meanY - covariance() / varianceX() * meanX;
  }

  private double varianceX() {
    return count < 2 ? 0 : squaresX / count;
  }

  private double varianceY() {
    return count < 2 ? 0 : squaresY / count;
  }

  private double covariance() {
    return products / count;
  }

  private double correlation() {
    return covariance() / (Math.sqrt(varianceX()) * Math.sqrt(varianceY()));
  }
}
