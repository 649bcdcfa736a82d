import { serve } from "../protocol/serve.ts";
import { provider } from "./provider.ts";

serve(provider);
