package io.waybill.service.settings;

/** A setting that is missing or wrong; the message is the one line for the reader. */
final class InvalidSetting extends RuntimeException {
  InvalidSetting(String setting, String whatIsWrong) {
    super("Setting " + SettingName.describe(setting) + " " + whatIsWrong);
  }
}
