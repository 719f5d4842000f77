package io.waybill.local.launcher;

import io.waybill.local.stack.StackException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Where {@code ./run} comes in; the system property {@code waybill.home} names the project. */
public final class Main {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    Options options;
    try {
      options = Options.parse(Arrays.asList(arguments));
    } catch (StackException e) {
      System.err.println("run: " + e.getMessage());
      return WRONG_USE;
    }
    Workplace workplace = new Workplace(Path.of(System.getProperty("waybill.home", ".")), options);
    try {
      return switch (options.command()) {
        case HELP -> {
          System.out.print(Help.TEXT);
          yield 0;
        }
        case STATUS -> StatusTable.print(workplace, System.out);
        case STOP ->
            options.name().isPresent()
                ? SingleProcess.stop(workplace, options.name().get())
                : Down.run(workplace);
        case START -> SingleProcess.start(workplace, options.name().orElseThrow());
        case RESTART -> SingleProcess.restart(workplace, options.name().orElseThrow());
        case PSQL -> Psql.run(workplace, options);
        case TOPIC -> TopicPrint.run(workplace, options, System.out);
        case UP -> new Up(workplace, options).run();
      };
    } catch (StackException | UncheckedIOException e) {
      System.err.println("run: " + e.getMessage() + cause(e));
      return FAILED;
    }
  }

  private static String cause(RuntimeException e) {
    return e instanceof UncheckedIOException io ? ": " + io.getCause() : "";
  }
}
