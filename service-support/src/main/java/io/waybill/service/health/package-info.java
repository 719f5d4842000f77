/** The answers of /health, kept ready by watches so that asking never blocks. */
package io.waybill.service.health;
