/** What is looked at of a container; all the rest stays as it is. */
export interface ContainerLike {
  readonly name: string;
  readonly securityContext?: SecurityContextLike | undefined;
  readonly lifecycle?: { readonly preStop?: object | undefined } | undefined;
}

/** What is looked at of a security context. */
export interface SecurityContextLike {
  readonly privileged?: boolean | undefined;
  readonly allowPrivilegeEscalation?: boolean | undefined;
  readonly runAsNonRoot?: boolean | undefined;
  readonly runAsUser?: number | undefined;
  readonly capabilities?:
    | { readonly add?: readonly string[] | undefined; readonly drop?: readonly string[] | undefined }
    | undefined;
  readonly seccompProfile?: { readonly type: string; readonly localhostProfile?: string | undefined } | undefined;
}

/** What is looked at of a toleration. */
export interface TolerationLike {
  readonly key?: string | undefined;
  readonly operator?: string | undefined;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
}

/** What is looked at of a pod's spec: any plain object of this shape will do, as of CDK8s, of Pulumi or from YAML. */
export interface PodSpecLike {
  readonly containers: readonly ContainerLike[];
  readonly nodeName?: string | undefined;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations?: readonly TolerationLike[] | undefined;
  readonly securityContext?:
    | { readonly runAsNonRoot?: boolean | undefined; readonly runAsUser?: number | undefined }
    | undefined;
  readonly terminationGracePeriodSeconds?: number | undefined;
}
