package dev.nestling.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds records that show a secret when they are printed: a log, or the message of an exception,
 * may print any of them. One of each is made, with something recognisable in place of each secret.
 */
public final class TalkativeRecords {
  private TalkativeRecords() {}

  /**
   * @param packages with everything below
   * @return names of classes; sorted
   */
  public static List<String> in(String... packages) {
    return records(packages)
        .filter(type -> example(type).filter(TalkativeRecords::tells).isPresent())
        .map(Class::getName)
        .sorted()
        .toList();
  }

  /** How many records there were to look at. */
  public static long count(String... packages) {
    return records(packages).filter(type -> example(type).isPresent()).count();
  }

  private static Stream<Class<?>> records(String... packages) {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(packages)
            .stream()
            .filter(JavaClass::isRecord)
            .<Class<?>>map(JavaClass::reflect);
  }

  static boolean tells(Object example) {
    String text = printed(example);
    return ExampleValues.FORMS.stream().anyMatch(text::contains);
  }

  /** One that has a part which could not be made may be unable to. */
  private static String printed(Object example) {
    try {
      return example.toString();
    } catch (NullPointerException partMissing) {
      return "";
    }
  }

  /** Empty of a record that does not take what it is given. */
  static Optional<Object> example(Class<?> type) {
    try {
      Constructor<?> constructor = ExampleValues.canonical(type);
      constructor.setAccessible(true);
      return Optional.of(
          constructor.newInstance(
              Stream.of(type.getRecordComponents()).map(ExampleValues::of).toArray()));
    } catch (InvocationTargetException refused) {
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(Objects.toString(type), e);
    }
  }
}
