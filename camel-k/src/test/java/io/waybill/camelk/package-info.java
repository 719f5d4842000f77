/** The source form of the manifests, started without the operator. */
package io.waybill.camelk;
