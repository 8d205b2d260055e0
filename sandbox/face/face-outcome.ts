/** What the camera can see. */
export const cameraOutcomes = ['PASS', 'MISMATCH', 'LIVENESS_FAILED', 'OCCLUDED', 'EXPIRED'] as const;
export type CameraOutcome = (typeof cameraOutcomes)[number];

/** What the provider can conclude from it. */
export type FaceOutcome = CameraOutcome | 'NAME_OR_ID_WRONG' | 'REVIEW';
