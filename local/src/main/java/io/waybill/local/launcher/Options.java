package io.waybill.local.launcher;

import io.waybill.local.stack.Service;
import io.waybill.local.stack.StackException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the user typed. */
record Options(
    Command command,
    Optional<String> name,
    int portOffset,
    Map<Service, Integer> scale,
    boolean fresh,
    boolean detach,
    boolean sample,
    List<String> further) {
  private static final int MOST_REPLICAS = 9;
  private static final int HIGHEST_OFFSET = 50_000;

  /** The verbs; no verb means {@link #UP}. */
  enum Command {
    UP,
    START,
    STOP,
    RESTART,
    STATUS,
    PSQL,
    TOPIC,
    HELP
  }

  Options {
    scale = Map.copyOf(scale);
    further = List.copyOf(further);
  }

  static Options parse(List<String> arguments) {
    return new Parser(arguments).parse();
  }

  /** One use: collects the parts in any order. */
  private static final class Parser {
    private final Deque<String> rest;
    private Optional<Command> command = Optional.empty();
    private Optional<String> name = Optional.empty();
    private final Map<Service, Integer> scale = new EnumMap<>(Service.class);
    private int portOffset;
    private boolean fresh;
    private boolean detach;
    private boolean sample = true;
    private final List<String> further = new ArrayList<>();

    Parser(List<String> arguments) {
      rest = new ArrayDeque<>(arguments);
    }

    Options parse() {
      while (!rest.isEmpty()) {
        String argument = rest.pop();
        if (isForPsql(argument)) {
          further.add(argument);
          continue;
        }
        int equals = argument.indexOf('=');
        if (argument.startsWith("--") && equals > 0 && !argument.startsWith("--scale=")) {
          rest.push(argument.substring(equals + 1));
          argument = argument.substring(0, equals);
        } else if (argument.startsWith("--scale=")) {
          rest.push(argument.substring("--scale=".length()));
          argument = "--scale";
        }
        accept(argument);
      }
      return checked();
    }

    /** What follows {@code psql NAME} is psql's, but for the choice of the stack. */
    private boolean isForPsql(String argument) {
      return command.filter(Command.PSQL::equals).isPresent()
          && name.isPresent()
          && !argument.startsWith("--port-offset");
    }

    private void accept(String argument) {
      switch (argument) {
        case "--fresh" -> fresh = true;
        case "--detach", "-d" -> detach = true;
        case "--no-sample" -> sample = false;
        case "--port-offset" -> portOffset = number(value(argument), argument, 0, HIGHEST_OFFSET);
        case "--scale" -> addScale(value(argument));
        case "--help", "-h", "help" -> command = Optional.of(Command.HELP);
        case "up", "start", "stop", "restart", "status", "psql", "topic" -> verb(argument);
        case "--create", "--follow" -> further.add(argument);
        default -> {
          if (argument.startsWith("-") || command.isEmpty() || name.isPresent()) {
            throw new StackException(
                "\"" + argument + "\" is nothing that ./run knows. See ./run --help");
          }
          name = Optional.of(argument);
        }
      }
    }

    private void verb(String verb) {
      if (command.isPresent()) {
        throw new StackException("One command at a time, not also \"" + verb + "\".");
      }
      command = Optional.of(Command.valueOf(verb.toUpperCase(java.util.Locale.ROOT)));
    }

    private Options checked() {
      Command verb = command.orElse(Command.UP);
      if (verb == Command.START && name.isEmpty()) {
        verb = Command.UP;
      }
      if (verb == Command.RESTART && name.isEmpty()) {
        throw new StackException("./run restart NAME: which one? ./run status lists the names.");
      }
      if (verb == Command.PSQL && name.isEmpty()) {
        throw new StackException("./run psql NAME: of rest, grpc, worker or postgres?");
      }
      if (!further.isEmpty() && verb != Command.PSQL && (verb != Command.TOPIC || name.isEmpty())) {
        throw new StackException("--create and --follow are for ./run topic NAME.");
      }
      if (name.isPresent() && (verb == Command.UP || verb == Command.STATUS)) {
        throw new StackException(
            "\"" + name.get() + "\" is too much: this command is for the whole stack.");
      }
      boolean up = verb == Command.UP || verb == Command.HELP;
      if (!up && (fresh || detach || !sample || !scale.isEmpty())) {
        throw new StackException(
            "--fresh, --detach, --no-sample and --scale are for starting the whole stack.");
      }
      return new Options(verb, name, portOffset, scale, fresh, detach, sample, further);
    }

    private String value(String option) {
      if (rest.isEmpty()) {
        throw new StackException(option + " needs a value. See ./run --help");
      }
      return rest.pop();
    }

    private void addScale(String text) {
      for (String part : text.split(",", -1)) {
        String[] sides = part.split("=", 2);
        if (sides.length < 2) {
          throw new StackException(
              "--scale takes SERVICE=REPLICAS such as rest=3, not \"" + part + "\".");
        }
        scale.put(Service.of(sides[0]), number(sides[1], "--scale " + sides[0], 1, MOST_REPLICAS));
      }
    }

    private static int number(String text, String option, int lowest, int highest) {
      try {
        int number = Integer.parseInt(text);
        if (number >= lowest && number <= highest) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        // The message below says what it must be.
      }
      throw new StackException(
          option + " takes a number from " + lowest + " to " + highest + ", not \"" + text + "\".");
    }
  }
}
