package io.waybill.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.local.launcher.Options.Command;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.StackException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void withoutArgumentsItStartsTheStackInTheForeground() {
    Options options = parse();

    assertThat(options.command()).isEqualTo(Command.UP);
    assertThat(options.name()).isEmpty();
    assertThat(options.portOffset()).isZero();
    assertThat(options.scale()).isEmpty();
    assertThat(options.fresh()).isFalse();
    assertThat(options.detach()).isFalse();
    assertThat(options.sample()).isTrue();
  }

  @Test
  void scaleComesApartOrWithCommas() {
    Map<Service, Integer> expected = Map.of(Service.REST, 3, Service.GRPC, 2, Service.WORKER, 2);

    assertThat(parse("--scale", "rest=3", "--scale", "grpc=2", "--scale", "worker=2").scale())
        .isEqualTo(expected);
    assertThat(parse("--scale", "rest=3,grpc=2,worker=2").scale()).isEqualTo(expected);
    assertThat(parse("--scale=rest=3,grpc=2,worker=2").scale()).isEqualTo(expected);
  }

  @Test
  void optionsStandBeforeOrBehindTheCommand() {
    for (Options options :
        List.of(
            parse("stop", "rest-1", "--port-offset", "1000"),
            parse("--port-offset=1000", "stop", "rest-1"))) {
      assertThat(options.command()).isEqualTo(Command.STOP);
      assertThat(options.name()).contains("rest-1");
      assertThat(options.portOffset()).isEqualTo(1000);
    }
  }

  @Test
  void startWithoutANameStartsTheStack() {
    assertThat(parse("start", "--detach").command()).isEqualTo(Command.UP);
  }

  @Test
  void whatFollowsPsqlIsForPsql() {
    Options options = parse("psql", "rest", "-c", "SELECT 1", "--port-offset=7", "--fresh");

    assertThat(options.command()).isEqualTo(Command.PSQL);
    assertThat(options.name()).contains("rest");
    assertThat(options.portOffset()).isEqualTo(7);
    assertThat(options.further()).containsExactly("-c", "SELECT 1", "--fresh");
  }

  @Test
  void aTopicIsListedPrintedFollowedOrMade() {
    assertThat(parse("topic").name()).isEmpty();
    assertThat(parse("topic", "task.completed", "--follow").further()).containsExactly("--follow");
    assertThat(parse("topic", "order.placed", "--create").name()).contains("order.placed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fast | \"--fast\" is nothing that ./run knows",
        "rest-1 | \"rest-1\" is nothing that ./run knows",
        "--scale | --scale needs a value",
        "--scale rest | --scale takes SERVICE=REPLICAS",
        "--scale rest= | --scale rest takes a number from 1 to 9, not \"\"",
        "--scale rest=0 | --scale rest takes a number from 1 to 9, not \"0\"",
        "--scale kafka=2 | There is no service \"kafka\"; there are rest, grpc and worker",
        "--port-offset x | --port-offset takes a number from 0 to 50000, not \"x\"",
        "stop start | One command at a time",
        "stop --fresh | --fresh, --detach, --no-sample and --scale are for starting",
        "status rest-1 | \"rest-1\" is too much",
        "restart | ./run restart NAME: which one?",
        "psql | ./run psql NAME: of rest, grpc, worker or postgres?",
        "topic --follow | --create and --follow are for ./run topic NAME",
        "--create | --create and --follow are for ./run topic NAME",
      })
  void whatItCannotUnderstandIsNamed(String arguments, String message) {
    assertThatThrownBy(() -> parse(arguments.trim().split(" ", -1)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(message);
  }

  private static Options parse(String... arguments) {
    return Options.parse(List.of(arguments));
  }
}
