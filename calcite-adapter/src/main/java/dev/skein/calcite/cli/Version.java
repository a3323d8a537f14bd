package dev.skein.calcite.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code skein --version} prints: the version that Maven wrote into the jar's manifest. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "skein " + (version == null ? "(not from a jar)" : version),
      "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
