/** The client is gone, or reads or sends no more: nobody is left to tell, and nothing is wrong here. */
export class ClientGone extends Error {}
