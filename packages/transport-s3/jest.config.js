import preset from "@dp/jest-preset";

export default {
  ...preset,
};
