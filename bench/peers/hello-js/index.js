// The least that the runtime can do in JavaScript.
export default {
  fetch() {
    return new Response("Hello");
  },
};
