import helmet from 'helmet';

/**
 * Headers that keep a browser from doing more with an answer than it should. The page of the API's documentation needs
 * scripts and images of its own origin and styles within the page; nothing needs a frame, a form or another origin.
 * HTTPS is not demanded here: whoever ends TLS in front of the API knows for which names it holds.
 */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
});
