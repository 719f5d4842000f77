/** Documents that are generated, or held against what they speak of. */
package io.waybill.system.docs;
