package dev.skein.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes Calcite model files. */
final class ModelFile {
  private static final String FACTORY = "dev.skein.calcite.schema.DistributedSchemaFactory";

  private final List<Map<String, Object>> schemas = new ArrayList<>();

  /** A model with one Skein schema {@code d}, its default. */
  static ModelFile of(Map<String, Object> operand) {
    return new ModelFile().schema("d", operand);
  }

  /** Adds a Skein schema. */
  ModelFile schema(String name, Map<String, Object> operand) {
    return schema(name, FACTORY, operand);
  }

  /** Adds a schema of any factory; the first is the default. */
  ModelFile schema(String name, String factory, Map<String, Object> operand) {
    schemas.add(Map.of("name", name, "type", "custom", "factory", factory, "operand", operand));
    return this;
  }

  /** The model as JSON. */
  String json() throws IOException {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("version", "1.0");
    model.put("defaultSchema", schemas.get(0).get("name"));
    model.put("schemas", schemas);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(model);
  }

  /** Writes the model beside the data and returns the file. */
  Path write(Path directory, String name) throws IOException {
    return Files.writeString(directory.resolve(name + ".json"), json());
  }
}
