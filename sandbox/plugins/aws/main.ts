import { serve } from "../protocol/serve.ts";
import { aws } from "./provider.ts";

serve(aws());
