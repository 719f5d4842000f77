/** Many clients that write resources and go on when something is away. */
package io.waybill.system.load;
