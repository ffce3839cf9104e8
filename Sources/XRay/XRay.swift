// XRay
