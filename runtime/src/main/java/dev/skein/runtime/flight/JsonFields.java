package dev.skein.runtime.flight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of a JSON object that a peer sent, read strictly: a missing field, another type, a
 * value out of its bounds, a field nobody asked for and anything after the object are errors.
 */
final class JsonFields {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_NUMBER = 20;
  private static final int MAX_NAME = 32;
  private static final int MAX_TOKENS = 100_000;

  private final ObjectNode object;
  private final String where;
  private final Set<String> read = new HashSet<>();

  private JsonFields(ObjectNode object, String where) {
    this.object = object;
    this.where = where;
  }

  /** A parser of documents up to a size; names are not interned, so nothing outlives a document. */
  static ObjectMapper parser(int maxBytes) {
    JsonFactory factory =
        new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(maxBytes)
                    .maxStringLength(maxBytes)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_NAME)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .build();
    return new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** Parses a document that is one object; its size is checked before it is parsed. */
  static JsonFields parse(ObjectMapper parser, int maxBytes, byte[] document, String where) {
    if (document.length > maxBytes) {
      throw new WireFormatException(
          where + " has " + document.length + " bytes, more than " + maxBytes);
    }
    try {
      return of(parser.readTree(document), where);
    } catch (IOException e) {
      throw new WireFormatException(where + " is not JSON in its bounds: " + reason(e), e);
    }
  }

  /** Jackson's message without the source location, which would repeat what a peer sent. */
  private static String reason(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JsonProcessingException j
        ? j.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  private static JsonFields of(JsonNode node, String where) {
    if (node instanceof ObjectNode object) {
      return new JsonFields(object, where);
    }
    throw new WireFormatException(where + " is not a JSON object");
  }

  String text(String field, int maxLength) {
    JsonNode node = get(field);
    if (!node.isTextual()) {
      throw wrong(field, "a string");
    }
    if (node.textValue().length() > maxLength) {
      throw wrong(field, "a string of at most " + maxLength + " characters");
    }
    return node.textValue();
  }

  int integer(String field, int min, int max) {
    return (int) integer(field, (long) min, (long) max);
  }

  long integer(String field, long min, long max) {
    JsonNode node = get(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(field, "an integer");
    }
    long value = node.longValue();
    if (value < min || value > max) {
      throw wrong(field, "an integer from " + min + " to " + max);
    }
    return value;
  }

  boolean flag(String field) {
    JsonNode node = get(field);
    if (!node.isBoolean()) {
      throw wrong(field, "true or false");
    }
    return node.booleanValue();
  }

  <E extends Enum<E>> E constant(String field, Class<E> type) {
    String name = text(field, MAX_NAME);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw wrong(field, "one of " + List.of(type.getEnumConstants()));
  }

  JsonFields object(String field) {
    return of(get(field), where + "." + field);
  }

  /** An array of objects. */
  <T> List<T> objects(String field, int maxCount, Function<JsonFields, T> reader) {
    JsonNode array = array(field, maxCount);
    List<T> result = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      JsonFields element = of(array.get(i), where + "." + field + "[" + i + "]");
      result.add(reader.apply(element));
      element.end();
    }
    return result;
  }

  List<Integer> integers(String field, int maxCount, int min, int max) {
    JsonNode array = array(field, maxCount);
    List<Integer> result = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      if (!element.canConvertToInt() || !element.isIntegralNumber()) {
        throw wrong(field, "an array of integers");
      }
      int value = element.intValue();
      if (value < min || value > max) {
        throw wrong(field, "an array of integers from " + min + " to " + max);
      }
      result.add(value);
    }
    return result;
  }

  private JsonNode array(String field, int maxCount) {
    JsonNode node = get(field);
    if (!node.isArray() || node.size() > maxCount) {
      throw wrong(field, "an array of at most " + maxCount + " elements");
    }
    return node;
  }

  /** Called after the last field: refuses fields that nobody read. */
  void end() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!read.contains(name)) {
                throw new WireFormatException(where + " has an unknown field");
              }
            });
  }

  private JsonNode get(String field) {
    JsonNode node = object.get(field);
    if (node == null) {
      throw new WireFormatException(where + "." + field + " is missing");
    }
    read.add(field);
    return node;
  }

  WireFormatException wrong(String field, String expected) {
    return new WireFormatException(where + "." + field + " is not " + expected);
  }
}
