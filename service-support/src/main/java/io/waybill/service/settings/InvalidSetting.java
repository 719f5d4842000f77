package io.waybill.service.settings;

/** A setting that is missing or wrong; the message is the one line for the reader. */
final class InvalidSetting extends RuntimeException {
  InvalidSetting(String setting, String whatIsWrong) {
    super("Setting " + SettingName.describe(setting) + " " + whatIsWrong);
  }

  static InvalidSetting wrong(String setting, String value, String shouldBe) {
    return new InvalidSetting(
        setting, "is " + SettingName.show(setting, value) + " but should be " + shouldBe);
  }
}
