import { serve } from "../protocol/serve.ts";
import { kubernetes } from "./provider.ts";

serve(kubernetes());
